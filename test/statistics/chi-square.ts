import { upperIncompleteGamma } from "../../sim/statistics/distributions.js";

/** What a chi-square test says. */
interface ChiSquareResult {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** The probability of a statistic at least this large if the hypothesis is true. */
  readonly pValue: number;
}

/** Pearson's goodness of fit of observed to expected counts (each at least some five), less one degree per parameter. */
export function chiSquareTest(
  observed: readonly number[],
  expected: readonly number[],
  parametersFitted = 0,
): ChiSquareResult {
  const statistic = observed.reduce((sum, count, i) => sum + (count - expected[i]) ** 2 / expected[i], 0);
  const degreesOfFreedom = observed.length - 1 - parametersFitted;
  return { statistic, degreesOfFreedom, pValue: upperIncompleteGamma(degreesOfFreedom / 2, statistic / 2) };
}
