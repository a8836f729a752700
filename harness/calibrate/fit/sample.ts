import type { DistributionConfig } from "../../../workload/distributions/index.js";

/** Durations in microseconds in ascending order, to which distributions are fitted. */
export type Sample = Float64Array;

/**
 * Replaces durations of zero, whose logarithm is not finite. It is below what a clock of whole microseconds can show.
 */
const durationMin = 0.5;

/** Makes a sample of durations in microseconds that may come in any order. */
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

/** Takes at most `most` of the values, at evenly spaced ranks: the same distribution with fewer values. */
export function evenly(sample: Sample, most: number): Sample {
  if (sample.length <= most) return sample;
  return Float64Array.from({ length: most }, (_, rank) => sample[Math.floor(((rank + 0.5) / most) * sample.length)]);
}

/** Subtracts a constant from every value, then scales the values to the given mean. */
export function moved(sample: Sample, constant: number, mean: number): Sample {
  const rest = sample.map((value) => value - constant);
  const factor = mean / meanOf(rest);
  return sampleOf(rest.map((value) => value * factor));
}

/** A distribution that was fitted to a sample. */
export interface Fitted {
  /** The distribution as a decoded scenario holds it, with durations in microseconds. */
  readonly config: DistributionConfig;
  /** Number of parameters that were estimated from the sample. */
  readonly parameters: number;
  /** The probability of a value less than or equal to this one. */
  cdf(value: number): number;
  /** The logarithm of the density. */
  logDensity(value: number): number;
}

/** A family of distributions, fitted by maximum likelihood among its members that have the sample's own mean. */
export interface Family {
  readonly kind: string;
  /** Fits the family; null when none of its members can describe the sample. */
  fit(sample: Sample): Fitted | null;
}
