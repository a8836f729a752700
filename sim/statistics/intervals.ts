import type { Interval } from "./interval.js";
import { estimateMean, type Stratum, unstratified } from "./strata.js";
import { studentQuantile } from "./student.js";

/** Student's confidence interval of the mean of independent values; null below two. */
export function confidenceInterval(values: readonly number[], level = 0.95): Interval | null {
  return stratifiedInterval(unstratified(values), level);
}

/** Student's confidence interval of a stratified mean; null where a stratum has a single observation. */
export function stratifiedInterval(strata: readonly Stratum[], level = 0.95): Interval | null {
  const { mean, standardError, degreesOfFreedom } = estimateMean(strata);
  if (Number.isNaN(standardError)) return null;
  const half = standardError === 0 ? 0 : studentQuantile((1 + level) / 2, degreesOfFreedom) * standardError;
  return { low: mean - half, high: mean + half };
}
