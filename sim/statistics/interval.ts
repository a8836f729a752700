import {
  betaQuantile,
  incompleteBeta,
  solveIncreasing,
  studentQuantile,
  upperIncompleteGamma,
} from "./distributions.js";
import { estimateMean, Moments, observedStrata, type Stratum, unstratified } from "./moments.js";

/** A range between two bounds, both inside. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

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

/** Fewest non-zero values among zeros for which Student's interval keeps its promise. */
const nonZeroMin = 10;

/** An interval of a mean, and whether it stands on Student's distribution or on how often something was seen at all. */
export interface MeanInterval extends Interval {
  readonly basis: "student" | "occurrences";
}

/** Whether some values are zero and fewer than ten are not. */
export function isRare(values: readonly number[]): boolean {
  const nonZero = values.filter((value) => value !== 0).length;
  return nonZero < nonZeroMin && nonZero < values.length;
}

/**
 * The confidence interval of a mean that may be rarely non-zero, or the same in every run; null where a stratum has a
 * single observation, or one without an end. `event` is what one more event adds.
 * Rare strata are bounded as a Poisson count of events of the size then seen (at least `event`); strata of equal values
 * by the rule of three at `event`. Strata are joined by Zou and Donner's method of variance estimates recovery (2008).
 */
export function meanInterval(strata: readonly Stratum[], level = 0.95, event = 0): MeanInterval | null {
  const observed = observedStrata(strata);
  if (!observed.every(hasInterval)) return null;
  if (!observed.some(({ values }) => isRare(values) || isSame(values))) {
    const student = stratifiedInterval(observed, level);
    return student && { ...student, basis: "student" };
  }
  return { ...joined(observed, (values) => intervalOf(values, level, event)), basis: "occurrences" };
}

/**
 * Student's confidence interval of a mean difference, which may be negative; where all pairs of a stratum differ by the
 * same, by the rule of three at `event`, and where few pairs differ at all, by how often they do. Null where a stratum has a
 * single pair, or one without an end.
 */
export function differenceInterval(strata: readonly Stratum[], level = 0.95, event = 0): Interval | null {
  const observed = observedStrata(strata);
  const differing = observed.flatMap(({ values }) => values).filter((value) => value !== 0);
  const isSeldom = differing.length > 0 && isRare(observed.flatMap(({ values }) => values));
  if (!isSeldom && !observed.some(({ values }) => values.length > 1 && isSame(values)))
    return stratifiedInterval(observed, level);
  if (!observed.every(hasInterval)) return null;
  const usual = Moments.of(differing.map(Math.abs)).mean;
  return joined(observed, (values) => {
    if (isSeldom) return ofSeldom(values, level, usual);
    return isSame(values) ? aroundSame(values, event) : confidenceInterval(values, level)!;
  });
}

/**
 * Increases and decreases are treated as two Poisson counts, each with events of its own size, whose intervals hold
 * together (Bonferroni). For a side that no pair showed, a difference is assumed to be of the usual size.
 */
function ofSeldom(values: readonly number[], level: number, usual: number): Interval {
  const [more, less] = [1, -1].map((sign) => {
    const own = values.map((value) => Math.max(0, sign * value));
    return ofOccurrences(own, (1 + level) / 2, own.some((value) => value > 0) ? sizeOfEvent(own, 0) : usual);
  });
  return { low: more.low - less.high, high: more.high - less.low };
}

function joined(observed: readonly Stratum[], intervalIn: (values: readonly number[]) => Interval): Interval {
  const { mean } = estimateMean(observed);
  let [below, above] = [0, 0];
  for (const { probability, values } of observed) {
    const interval = intervalIn(values);
    const own = Moments.of(values).mean;
    below += (probability * (own - interval.low)) ** 2;
    above += (probability * (interval.high - own)) ** 2;
  }
  return { low: mean - Math.sqrt(below), high: mean + Math.sqrt(above) };
}

/** A quantile of all that arrived has no end where more than its share was never answered: nothing is known of such a mean. */
function hasInterval({ values }: Stratum): boolean {
  return values.length >= 2 && values.every(Number.isFinite);
}

/** Whether every run showed the same value. */
export function isSame(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

function aroundSame(values: readonly number[], event: number): Interval {
  const half = ruleOfThree(values.length) * event;
  return { low: values[0] - half, high: values[0] + half };
}

function intervalOf(values: readonly number[], level: number, event: number): Interval {
  if (isSame(values)) {
    const { low, high } = aroundSame(values, event);
    return { low: Math.max(0, low), high };
  }
  if (!isRare(values)) return confidenceInterval(values, level)!;
  return ofOccurrences(values, level, sizeOfEvent(values, event));
}

/** Interval of the mean of values that are a Poisson count of events of one size. */
function ofOccurrences(values: readonly number[], level: number, size: number): Interval {
  const { low, high } = poissonInterval((Moments.of(values).mean * values.length) / size, level);
  return { low: (low * size) / values.length, high: (high * size) / values.length };
}

/**
 * The interval of a Poisson mean of which `events` were counted (Garwood, 1936). Events need not be whole: they are a
 * sum of values over the size of one event.
 */
export function poissonInterval(events: number, level: number): Interval {
  const tail = (1 - level) / 2;
  return { low: events === 0 ? 0 : gammaQuantile(tail, events), high: gammaQuantile(1 - tail, events + 1) };
}

/**
 * Number of events in one more run, after `events` in `runs`: a Poisson count whose mean is as uncertain as the data
 * leave it (gamma with Jeffreys' prior), which makes it negative binomial.
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

/** The interval of a variance that was estimated of normal values with so many degrees of freedom, by chi square. */
export function varianceInterval(variance: number, degreesOfFreedom: number, level = 0.95): Interval {
  const chiSquare = (p: number) => 2 * gammaQuantile(p, degreesOfFreedom / 2);
  const sum = variance * degreesOfFreedom;
  return { low: sum / chiSquare((1 + level) / 2), high: sum / chiSquare((1 - level) / 2) };
}

/** The quantile of a gamma variable of scale 1. */
function gammaQuantile(p: number, shape: number): number {
  const high = shape + 12 * Math.sqrt(shape) + 40;
  return solveIncreasing((x) => 1 - upperIncompleteGamma(shape, x), p, 0, high);
}

/** The exact interval of a proportion (Clopper and Pearson, 1934): never narrower than its level promises. */
export function proportionInterval(successes: number, trials: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    high: successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  };
}

/** Upper bound (95 %) of the probability of what never happened in n trials: 3/n, not 0. */
export function ruleOfThree(trials: number): number {
  return 3 / trials;
}
