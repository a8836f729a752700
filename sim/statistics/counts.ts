import type { Interval } from "./interval.js";
import { Moments } from "./moments.js";
import { incompleteBeta, solveIncreasing, upperIncompleteGamma } from "./special-functions.js";

/**
 * The interval of a Poisson mean of which `events` were counted (Garwood, 1936). Events need not be whole: they are a
 * sum of values over the size of one event.
 */
export function poissonInterval(events: number, level: number): Interval {
  const tail = (1 - level) / 2;
  return { low: events === 0 ? 0 : gammaQuantile(tail, events), high: gammaQuantile(1 - tail, events + 1) };
}

/**
 * How many events one more run has, after `events` in `runs` of them: a Poisson count whose mean is as uncertain as
 * that count leaves it (gamma with Jeffreys' prior), which makes it a negative binomial one.
 */
export class FutureCount {
  readonly #shape: number;
  readonly #share: number;

  constructor(events: number, runs: number) {
    this.#shape = events + 0.5;
    this.#share = runs / (runs + 1);
  }

  /** The probability of at most so many. */
  cdf(count: number): number {
    return count < 0 ? 0 : incompleteBeta(this.#share, this.#shape, Math.floor(count) + 1);
  }

  quantile(p: number): number {
    let count = 0;
    while (this.cdf(count) < p) count++;
    return count;
  }
}

/**
 * The usual size of one event among values that count events, where these come in clumps: variance over mean, which is
 * 1 for Poisson counts, and never below `least`.
 */
export function sizeOfEvent(values: readonly number[], least: number): number {
  const { mean, variance } = Moments.of(values);
  return mean > 0 ? Math.max(least, variance / mean) : least;
}

/** The quantile of a gamma variable of scale 1. */
function gammaQuantile(p: number, shape: number): number {
  const high = shape + 12 * Math.sqrt(shape) + 40;
  return solveIncreasing((x) => 1 - upperIncompleteGamma(shape, x), p, 0, high);
}
