import type { Histogram } from "./histogram.js";
import { Moments } from "./moments.js";

/**
 * The number of independent values beyond a quantile that would make it scatter from run to run as widely as in these
 * runs. A quantile of n independent values has the variance p (1 − p) / (n f²), with f the density there. With the
 * width w that holds 1 − p of all values, f = (1 − p) / w, so n (1 − p) = p (w / s)², where s is the scatter of the
 * quantile between runs. Waits that follow each other count together: a thousand slow requests of one jam are one.
 * Infinite where the quantile is the same in all runs.
 */
export function independentBeyond(p: number, width: number, quantiles: readonly number[]): number {
  const { standardDeviation } = Moments.of(quantiles);
  return standardDeviation === 0 ? Number.POSITIVE_INFINITY : p * (width / standardDeviation) ** 2;
}

/** The width around the quantile p that would hold as many values as lie beyond it: twice one that holds half of them. */
export function widthAround(values: Histogram, p: number): number {
  const quarter = (1 - p) / 4;
  return 2 * (values.quantile(p + quarter) - values.quantile(p - quarter));
}

/** Estimates of what all runs together give, each with one of them left out, as values of the runs (Quenouille, 1956). */
export function pseudoValues(whole: number, leftOut: readonly number[]): readonly number[] {
  const count = leftOut.length;
  return leftOut.map((without) => count * whole - (count - 1) * without);
}
