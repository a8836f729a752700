import type { DistributionConfig } from "../../../workload/distributions/index.js";
import type { Sample } from "./sample.js";

/** A distribution that was fitted to a sample. */
export interface Fitted {
  /** As a scenario has it, decoded: durations in microseconds. */
  readonly config: DistributionConfig;
  /** Parameters that were chosen by the sample. */
  readonly parameters: number;
  /** The probability of a value of at most this one. */
  cdf(value: number): number;
  /** The logarithm of the density. */
  logDensity(value: number): number;
}

/** A family of distributions, fitted by maximum likelihood among its members that have the sample's own mean. */
export interface Family {
  readonly kind: string;
  /** Null where no member can be meant. */
  fit(sample: Sample): Fitted | null;
}
