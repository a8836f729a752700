import type { DistributionConfig } from "../../../workload/distributions/index.js";

/** Durations in microseconds in rising order: what a distribution is fitted to. */
export type Sample = Float64Array;

/** Smaller than any duration that a clock of whole microseconds tells: its logarithm is finite. */
const durationMin = 0.5;

/** Durations in microseconds, in any order, as a sample. */
export function sampleOf(durations: Iterable<number>): Sample {
  return Float64Array.from(durations, (duration) => Math.max(durationMin, duration)).sort();
}

/** The mean, in microseconds. */
export function meanOf(sample: Sample): number {
  return sample.reduce((sum, value) => sum + value, 0) / sample.length;
}

/** The mean of the logarithms. */
export function meanLogOf(sample: Sample): number {
  return sample.reduce((sum, value) => sum + Math.log(value), 0) / sample.length;
}

/** The value of nearest rank ⌈p·n⌉. */
export function quantileOf(sample: Sample, p: number): number {
  return sample[Math.min(sample.length - 1, Math.max(0, Math.ceil(p * sample.length) - 1))];
}

/** At most so many of the values, at evenly spaced ranks: the same distribution in fewer values. */
export function evenly(sample: Sample, most: number): Sample {
  if (sample.length <= most) return sample;
  return Float64Array.from({ length: most }, (_, rank) => sample[Math.floor(((rank + 0.5) / most) * sample.length)]);
}

/** The values less a constant, stretched so that their mean is the given one. */
export function moved(sample: Sample, constant: number, mean: number): Sample {
  const rest = sample.map((value) => value - constant);
  const factor = mean / meanOf(rest);
  return sampleOf(rest.map((value) => value * factor));
}

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
