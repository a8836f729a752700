import { sampleCorrelation } from "simple-statistics";
import type { Interval } from "./interval.js";
import { confidenceInterval } from "./intervals.js";
import { Moments } from "./moments.js";

/** Two configurations under common random numbers: the second minus the first, run by run. */
export interface PairedDifference {
  readonly mean: number;
  /** Null below two pairs. */
  readonly interval: Interval | null;
  readonly correlation: number;
  /** Share of the variance of an unpaired comparison that pairing removed; negative where pairing did harm. */
  readonly varianceReduction: number;
}

/** Compares value by value two lists of equal length, the n-th of both under the same seed. */
export function pairedDifference(first: readonly number[], second: readonly number[], level = 0.95): PairedDifference {
  const differences = second.map((value, i) => value - first[i]);
  return {
    mean: Moments.of(differences).mean,
    interval: confidenceInterval(differences, level),
    correlation: correlation(first, second),
    varianceReduction: varianceReduction(first, second),
  };
}

/** Pearson's correlation; NaN where one side does not vary. */
export function correlation(first: readonly number[], second: readonly number[]): number {
  return first.length < 2 ? Number.NaN : sampleCorrelation([...first], [...second]);
}

/** 1 − var(b − a) ÷ (var a + var b): what common random numbers saved; NaN where nothing varies. */
export function varianceReduction(first: readonly number[], second: readonly number[]): number {
  const differences = Moments.of(second.map((value, i) => value - first[i]));
  return 1 - differences.variance / (Moments.of(first).variance + Moments.of(second).variance);
}
