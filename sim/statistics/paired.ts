import { sampleCorrelation } from "simple-statistics";
import { Moments } from "./moments.js";

/** Pearson's correlation of two configurations, run by run; NaN where one side does not vary. */
export function correlation(first: readonly number[], second: readonly number[]): number {
  return first.length < 2 ? Number.NaN : sampleCorrelation([...first], [...second]);
}

/** 1 − var(b − a) ÷ (var a + var b): what common random numbers saved; NaN where nothing varies. */
export function varianceReduction(first: readonly number[], second: readonly number[]): number {
  const differences = Moments.of(second.map((value, i) => value - first[i]));
  return 1 - differences.variance / (Moments.of(first).variance + Moments.of(second).variance);
}
