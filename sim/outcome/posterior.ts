import { incompleteBeta, studentCdf, upperIncompleteGamma } from "../statistics/distributions.js";
import { isRare, sizeOfEvent } from "../statistics/interval.js";
import { Moments, observedStrata, type Stratum } from "../statistics/moments.js";
import { sum } from "../statistics/sum.js";
import type { Limits } from "./objectives/objective.js";

/**
 * Evidence about one target of a candidate: a mean that has to lie within limits, or a share of runs that has to be
 * large enough. Where runs are months, a month holds where all of its days do: `days` has the evidence by type of day.
 */
export type TargetEvidence =
  | (MeanEvidence & { readonly share?: never })
  | { readonly strata: readonly Stratum[]; readonly share: number; readonly days?: readonly DaysEvidence[] };

/** A type of a month's days: how many there are, how many a run simulates of each class of them, and the share of these that holds. */
export interface DaysEvidence {
  readonly days: number;
  readonly simulate: number;
  readonly strata: readonly Stratum[];
}

/** A mean over runs: `event` is what one event adds, and `clump` what usually comes at once where anything does. */
interface MeanEvidence {
  readonly strata: readonly Stratum[];
  readonly limits: Limits;
  readonly event: number;
  readonly clump: number;
}

/**
 * The probability that a target holds: of a mean by Student's posterior, or by that of rare events where some class of runs is
 * zero in nearly all of them, which a normal distribution takes for sure; of a share of runs by a Beta posterior.
 */
export function holdsProbably(target: TargetEvidence): number {
  if (target.share !== undefined) return 1 - shareIsBelow(target);
  const { strata, limits, event, clump } = target;
  const found = posterior(strata, event, clump);
  const { mean, error } = found;
  if (Number.isNaN(mean)) return 0;
  if (error === 0) return mean >= limits.min && mean <= limits.max ? 1 : 0;
  return below(limits.max, found) - below(limits.min, found);
}

/**
 * For rare events: probability by the gamma distribution with the same mean and error, which has no negative values.
 */
function below(limit: number, { mean, error, freedom, isOfEvents }: MeanPosterior): number {
  if (limit === Number.POSITIVE_INFINITY) return 1;
  if (limit === Number.NEGATIVE_INFINITY || (isOfEvents && limit < 0)) return 0;
  if (!isOfEvents) return studentCdf((limit - mean) / error, freedom);
  return 1 - upperIncompleteGamma((mean / error) ** 2, (limit * mean) / error ** 2);
}

function shareIsBelow({ strata, share, days }: TargetEvidence & { readonly share: number }): number {
  const beta = days === undefined ? shareOfRuns(strata) : shareOfMonths(days);
  return beta === null ? 1 : incompleteBeta(share, beta.a, beta.b);
}

/** A Beta distribution. */
interface Beta {
  readonly a: number;
  readonly b: number;
}

/**
 * Jeffreys' posterior of the share of each class of runs, and of their weighted mean the Beta distribution with its moments;
 * each value is the share of so many. Null where nothing was seen.
 */
function shareOfRuns(strata: readonly Stratum[], each = 1): Beta | null {
  const parts = observedStrata(strata).map(({ probability, values }) => {
    const [held, count] = [each * sum(values) + 0.5, each * values.length + 1];
    const mean = held / count;
    return { mean: probability * mean, variance: (probability ** 2 * mean * (1 - mean)) / (count + 1) };
  });
  return parts.length === 0
    ? null
    : betaOf(sum(parts.map(({ mean }) => mean)), sum(parts.map(({ variance }) => variance)));
}

/**
 * For months of independent days: matches the first two moments of the product of the types' shares, each to the power
 * of its days.
 */
function shareOfMonths(types: readonly DaysEvidence[]): Beta | null {
  let [mean, square] = [1, 1];
  for (const { days, simulate, strata } of types) {
    const share = shareOfRuns(strata, simulate);
    if (share === null) return null;
    mean *= momentOf(share, days);
    square *= momentOf(share, 2 * days);
  }
  return betaOf(mean, square - mean ** 2);
}

/** E[Xᵏ] of a Beta distribution, ∏ (a + i) ÷ (a + b + i) over i < k. */
function momentOf({ a, b }: Beta, k: number): number {
  let moment = 1;
  for (let i = 0; i < k; i++) moment *= (a + i) / (a + b + i);
  return moment;
}

function betaOf(mean: number, variance: number): Beta {
  const total = (mean * (1 - mean)) / variance - 1;
  return { a: mean * total, b: (1 - mean) * total };
}

/** Evidence about a mean over classes of runs. */
interface MeanPosterior {
  readonly mean: number;
  readonly error: number;
  /** Squared error by class. Their sum is the square of `error`, unless one more event would make it larger. */
  readonly errors: readonly number[];
  readonly freedom: number;
  /** Set when most runs of some class showed nothing. */
  readonly isOfEvents: boolean;
}

/**
 * Student's posterior of a mean over classes of runs. A class with a single run is taken to scatter as the others do, or by
 * as much as it lies off; the error is at least what one event in all runs would make. Where fewer than ten runs of a class
 * show something and others nothing, or none does, it is a Poisson count of clumps (gamma, with Jeffreys' prior), each as
 * large as those seen, or as usual where that is larger.
 */
export function posterior(strata: readonly Stratum[], event = 0, clump = 0): MeanPosterior {
  const parts = observedStrata(strata).map(({ probability, values }) => {
    const { count, mean, variance } = Moments.of(values);
    const isOfEvents = clump > 0 && isSeldom(values);
    if (!isOfEvents) return { probability, count, mean, variance, isOfEvents };
    const size = sizeOfEvent(values, Math.max(event, clump));
    const events = (mean * count) / size + 0.5;
    return { probability, count, mean: (events * size) / count, variance: (events * size ** 2) / count, isOfEvents };
  });
  const mean = parts.length === 0 ? Number.NaN : sum(parts.map((part) => part.probability * part.mean));
  const scatter = Math.max(0, ...parts.map(({ variance }) => variance || 0));
  const errors = parts.map(({ probability, count, mean: own, variance, isOfEvents }) => {
    const guessed = parts.length === 1 ? own ** 2 : Math.max(scatter, (own - mean) ** 2);
    return (probability ** 2 * (count > 1 || isOfEvents ? variance : guessed)) / count;
  });
  const count = sum(parts.map((part) => part.count));
  const squared = sum(errors);
  const freedom = squared ** 2 / sum(errors.map((error, at) => error ** 2 / Math.max(1, parts[at].count - 1)));
  return {
    mean,
    error: Math.max(Math.sqrt(squared), event / count),
    errors,
    freedom: Math.max(1, freedom || count - 1),
    isOfEvents: parts.some((part) => part.isOfEvents),
  };
}

/** Whether what happened in a class of runs happened in few of them, or in none. */
function isSeldom(values: readonly number[]): boolean {
  return isRare(values) || values.every((value) => value === 0);
}

/**
 * Usual size of a clump of events: the mean over the clumps of all candidates, each by its size and the probability of
 * its run, counting candidates that show something in at most half of their runs; others have events more often, and
 * more at a time.
 */
export function usualClump(all: readonly (readonly Stratum[])[]): number {
  let [squares, values] = [0, 0];
  for (const { probability, values: own } of all.flatMap(observedStrata)) {
    if (2 * own.filter((value) => value !== 0).length > own.length) continue;
    squares += probability * sum(own.map((value) => value ** 2));
    values += probability * sum(own);
  }
  return values === 0 ? 0 : squares / values;
}
