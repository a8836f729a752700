import type { Interval } from "./interval.js";
import { estimateMean, observedStrata, type Stratum, unstratified } from "./strata.js";
import { studentQuantile } from "./student.js";

/** Where a single future observation is predicted from ranks instead of a Student distribution. */
const empiricalFrom = 100;

/** Student's confidence interval of the mean of independent values; null below two. */
export function confidenceInterval(values: readonly number[], level = 0.95): Interval | null {
  return stratifiedInterval(unstratified(values), level);
}

/** Student's confidence interval of a stratified mean; null where a stratum has a single observation. */
export function stratifiedInterval(strata: readonly Stratum[], level = 0.95): Interval | null {
  const { mean, standardError, degreesOfFreedom } = estimateMean(strata);
  return around(mean, standardError, degreesOfFreedom, level);
}

/**
 * Where one future observation falls that comes from a stratum drawn by its probability: of a single stratum
 * mean ± t·s·√(1 + 1/n), or by ranks from 100 values on; null below two.
 */
export function stratifiedPrediction(strata: readonly Stratum[], level = 0.95): Interval | null {
  const observed = observedStrata(strata);
  const count = observed.reduce((sum, stratum) => sum + stratum.values.length, 0);
  if (count >= empiricalFrom) return empiricalPrediction(observed, level);
  const { mean, variance, standardError, degreesOfFreedom } = estimateMean(observed);
  return around(mean, Math.sqrt(variance + standardError ** 2), degreesOfFreedom, level);
}

/** The same by ranks alone, whatever the number of values; null below two. */
export function empiricalPrediction(strata: readonly Stratum[], level = 0.95): Interval | null {
  const observed = observedStrata(strata);
  if (observed.flatMap((stratum) => stratum.values).length < 2) return null;
  const tail = (1 - level) / 2;
  return { low: weightedQuantile(observed, tail), high: weightedQuantile(observed, 1 - tail) };
}

function around(mean: number, scale: number, degreesOfFreedom: number, level: number): Interval | null {
  if (Number.isNaN(scale)) return null;
  const half = scale === 0 ? 0 : studentQuantile((1 + level) / 2, degreesOfFreedom) * scale;
  return { low: mean - half, high: mean + half };
}

/** The value at rank p·(n + 1) between neighbours (Hyndman and Fan's type 6), each value weighing its stratum's share. */
function weightedQuantile(strata: readonly Stratum[], p: number): number {
  const weighted = strata
    .flatMap(({ probability, values }) => values.map((value) => ({ value, weight: probability / values.length })))
    .sort((a, b) => a.value - b.value);
  const shrink = weighted.length / (weighted.length + 1);
  let [position, previous] = [0, weighted[0].value];
  for (const { value, weight } of weighted) {
    const next = position + weight * shrink;
    if (next >= p) return position === 0 ? value : previous + ((value - previous) * (p - position)) / (next - position);
    [position, previous] = [next, value];
  }
  return previous;
}
