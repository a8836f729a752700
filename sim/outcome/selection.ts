import { incompleteBeta, studentCdf } from "../statistics/distributions.js";
import { estimateMean, type Stratum } from "../statistics/moments.js";
import type { Limits } from "./objectives/objective.js";

/** What is known of one target of a candidate: a mean that has to lie inside limits, or a share of runs that has to be as large. */
export type TargetEvidence =
  | { readonly strata: readonly Stratum[]; readonly limits: Limits; readonly event: number; readonly share?: never }
  | { readonly holds: readonly number[]; readonly share: number };

/** A candidate with what is known of it. */
export interface CandidateEvidence {
  /** Of the runs so far, by the number of the replication. */
  readonly costs: readonly number[];
  readonly targets: readonly TargetEvidence[];
}

/** How a choice is made. */
export interface SelectionOptions {
  /** A candidate that is cheaper by less than this share of the best one's cost is as good. */
  readonly indifference: number;
  /** A candidate is chosen where it holds every target so probably. */
  readonly confidence: number;
}

/** Who is best by what is known, and how sure that is. */
export interface Standing {
  /** The cheapest that holds its targets with the confidence asked for; where there is none, the one that most probably does. */
  readonly best: number;
  /**
   * At least so probable is it that the best holds every target and that none that does is cheaper by more than the
   * indifference (Bonferroni's bound over all candidates).
   */
  readonly probability: number;
  /** By candidate: that it holds every target. */
  readonly feasible: readonly number[];
  /** By candidate: how much it takes from that probability, which is where further replications help most. */
  readonly doubts: readonly number[];
}

/**
 * Constrained ranking and selection: the posterior probability of a correct choice from independent replications with common
 * random numbers, as optimal computing budget allocation with constraints has it (Lee, Pujowidianto, Li, Chen and Yap,
 * 2012), with Student's distribution in place of the normal one and paired differences in place of independent ones.
 */
export function standing(
  candidates: readonly CandidateEvidence[],
  { indifference, confidence }: SelectionOptions,
): Standing {
  const feasible = candidates.map(({ targets }) =>
    Math.max(0, 1 - targets.reduce((doubt, target) => doubt + 1 - holdsProbably(target), 0)),
  );
  const means = candidates.map(({ costs }) => mean(costs));
  const likely = candidates.map((_, at) => at).filter((at) => feasible[at] >= confidence);
  const best =
    likely.length > 0
      ? likely.reduce((a, b) => (means[b] < means[a] ? b : a))
      : feasible.reduce((a, p, at) => (p > feasible[a] || (p === feasible[a] && means[at] < means[a]) ? at : a), 0);
  const doubts = candidates.map((candidate, at) => {
    if (at === best) return 1 - feasible[best];
    const margin = indifference * Math.abs(means[best]);
    return feasible[at] * isCheaperProbably(candidate.costs, candidates[best].costs, margin);
  });
  const probability = Math.max(0, 1 - doubts.reduce((sum, doubt) => sum + doubt, 0));
  return { best, probability, feasible, doubts };
}

/**
 * Where the next replications go, each entry one more of that candidate: to the largest doubts, which every replication
 * makes smaller.
 */
export function allocation(
  { doubts }: Standing,
  counts: readonly number[],
  size: number,
  most: number,
): readonly number[] {
  const given = counts.map(() => 0);
  const chosen: number[] = [];
  const worth = (at: number) => {
    const count = counts[at] + given[at];
    return count >= most ? -1 : (doubts[at] * counts[at]) / count ** 1.5;
  };
  while (chosen.length < size) {
    const next = counts.reduce((a, _, at) => (worth(at) > worth(a) ? at : a), 0);
    if (worth(next) < 0) break;
    given[next]++;
    chosen.push(next);
  }
  return chosen;
}

/** The probability that a target holds, by Student's posterior of a mean, or Jeffreys' of a share. */
function holdsProbably(target: TargetEvidence): number {
  if (target.share !== undefined) {
    const held = target.holds.reduce((sum, each) => sum + each, 0);
    return 1 - incompleteBeta(target.share, held + 0.5, target.holds.length - held + 0.5);
  }
  const { strata, limits, event } = target;
  const { mean: at, standardError, degreesOfFreedom } = estimateMean(strata);
  if (Number.isNaN(at)) return 0;
  const count = strata.reduce((sum, { values }) => sum + values.length, 0);
  const error = Math.max(Number.isNaN(standardError) ? Math.abs(at) : standardError, event / count);
  if (error === 0) return at >= limits.min && at <= limits.max ? 1 : 0;
  const freedom = Math.max(1, degreesOfFreedom || 1);
  return below(limits.max, at, error, freedom) - below(limits.min, at, error, freedom);
}

function below(limit: number, at: number, error: number, freedom: number): number {
  if (limit === Number.POSITIVE_INFINITY) return 1;
  return limit === Number.NEGATIVE_INFINITY ? 0 : studentCdf((limit - at) / error, freedom);
}

/** The probability that the first costs less by more than a margin, by the pairs of replications that both have. */
function isCheaperProbably(costs: readonly number[], others: readonly number[], margin: number): number {
  const pairs = Math.min(costs.length, others.length);
  const differences = Array.from({ length: pairs }, (_, index) => costs[index] - others[index]);
  const { mean: at, standardError, degreesOfFreedom } = estimateMean([{ probability: 1, values: differences }]);
  const error = Number.isNaN(standardError) ? Math.abs(at) : standardError;
  if (error === 0) return at < -margin ? 1 : 0;
  return studentCdf((-margin - at) / error, Math.max(1, degreesOfFreedom || 1));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
