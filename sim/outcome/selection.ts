import { incompleteBeta, studentCdf } from "../statistics/distributions.js";
import { Moments, observedStrata, type Stratum } from "../statistics/moments.js";
import { sum } from "../statistics/sum.js";
import type { Limits } from "./objectives/objective.js";

/**
 * What is known of one target of a candidate: a mean that has to lie inside limits, or a share of runs that has to be as large.
 * Where runs are months, one holds where all of its days do: `days` has what is known of each type of them.
 */
export type TargetEvidence =
  | { readonly strata: readonly Stratum[]; readonly limits: Limits; readonly event: number; readonly share?: never }
  | { readonly strata: readonly Stratum[]; readonly share: number; readonly days?: readonly DaysEvidence[] };

/** A type of a month's days: how many there are, how many a run simulates of each class of them, and the share of these that holds. */
export interface DaysEvidence {
  readonly days: number;
  readonly simulate: number;
  readonly strata: readonly Stratum[];
}

/** A candidate with what is known of it. */
export interface CandidateEvidence {
  /** Of the runs so far, by the number of the replication. */
  readonly costs: ReadonlyMap<number, number>;
  readonly targets: readonly TargetEvidence[];
}

/** How a choice is made. */
export interface SelectionOptions {
  /** A candidate that is cheaper by less than this share of the best one's cost is as good. */
  readonly indifference: number;
  /** A candidate is chosen where it holds every target so probably. */
  readonly confidence: number;
  /** How probable each class of runs is; the classes alternate by the number of the replication. */
  readonly classes: readonly number[];
}

/** What is known of a candidate in the end, beside the best one. */
export interface CandidateStanding {
  /** The probability that each of its targets is missed. */
  readonly missed: readonly number[];
  /** That it holds every target, at least. */
  readonly feasible: number;
  /** That it is cheaper than the best by more than the indifference. */
  readonly cheaper: number;
  /** How much it takes from the probability of a correct choice, which is where further replications help most. */
  readonly doubt: number;
}

/** Who is best by what is known, and how sure that is. */
export interface Standing {
  /**
   * Of those that hold their targets with the confidence asked for and are as good as the cheapest of them, the one that is most
   * probably the right choice; where there is none, the one that most probably holds them.
   */
  readonly best: number;
  /** That one holds its targets with that confidence. */
  readonly isFound: boolean;
  /**
   * At least so probable is it that the best holds every target and that none that does is cheaper by more than the
   * indifference, or, where none is found, that none holds every target (Bonferroni's bound over all candidates).
   */
  readonly probability: number;
  readonly candidates: readonly CandidateStanding[];
}

/**
 * Constrained ranking and selection: the posterior probability of a correct choice from independent replications with common
 * random numbers, as optimal computing budget allocation with constraints has it (Lee, Pujowidianto, Li, Chen and Yap,
 * 2012), with Student's distribution in place of the normal one and paired differences in place of independent ones.
 */
export function standing(candidates: readonly CandidateEvidence[], options: SelectionOptions): Standing {
  const { confidence, classes } = options;
  const missed = candidates.map(({ targets }) => targets.map((target) => 1 - holdsProbably(target)));
  const feasible = missed.map((each) => Math.max(0, 1 - sum(each)));
  const costs = candidates.map(({ costs }) => posterior(byClass(costs, classes)).mean);
  const likely = costs.map((_, at) => at).filter((at) => feasible[at] >= confidence);
  if (likely.length === 0) return noneFound(costs, missed, feasible);
  const choices = asGoodAsCheapest(likely, costs, options).map((best): Standing => {
    const margin = options.indifference * Math.abs(costs[best]);
    const found = candidates.map((candidate, at): CandidateStanding => {
      const own = { missed: missed[at], feasible: feasible[at] };
      if (at === best) return { ...own, cheaper: 0, doubt: 1 - feasible[at] };
      const cheaper = isCheaperProbably(candidate, candidates[best], margin, classes);
      return { ...own, cheaper, doubt: feasible[at] * cheaper };
    });
    return { best, isFound: true, probability: surely(found), candidates: found };
  });
  return choices.reduce((a, b) => (b.probability > a.probability ? b : a));
}

/** Where no candidate holds its targets with the confidence asked for: the one that most probably does. */
function noneFound(
  costs: readonly number[],
  missed: readonly (readonly number[])[],
  feasible: readonly number[],
): Standing {
  const candidates = feasible.map((each, at) => ({ missed: missed[at], feasible: each, cheaper: 1, doubt: each }));
  const best = feasible.reduce(
    (a, each, at) => (each > feasible[a] || (each === feasible[a] && costs[at] < costs[a]) ? at : a),
    0,
  );
  return { best, isFound: false, probability: surely(candidates), candidates };
}

function surely(candidates: readonly CandidateStanding[]): number {
  return Math.max(0, 1 - sum(candidates.map(({ doubt }) => doubt)));
}

/** So many are considered for the best at most. */
const choicesMax = 20;

/** Those that may be the best, the cheapest first: what they cost more makes no difference. */
function asGoodAsCheapest(
  likely: readonly number[],
  costs: readonly number[],
  { indifference }: SelectionOptions,
): readonly number[] {
  const inOrder = likely.toSorted((a, b) => costs[a] - costs[b] || a - b);
  const most = costs[inOrder[0]] + indifference * Math.abs(costs[inOrder[0]]);
  return inOrder.filter((at) => costs[at] <= most).slice(0, choicesMax);
}

/** The probability that a target holds, by Student's posterior of a mean, or by a Beta posterior of a share of runs. */
function holdsProbably(target: TargetEvidence): number {
  if (target.share !== undefined) return 1 - shareIsBelow(target);
  const { strata, limits, event } = target;
  const { mean, error, freedom } = posterior(strata, event);
  if (Number.isNaN(mean)) return 0;
  if (error === 0) return mean >= limits.min && mean <= limits.max ? 1 : 0;
  return below(limits.max, mean, error, freedom) - below(limits.min, mean, error, freedom);
}

function below(limit: number, at: number, error: number, freedom: number): number {
  if (limit === Number.POSITIVE_INFINITY) return 1;
  return limit === Number.NEGATIVE_INFINITY ? 0 : studentCdf((limit - at) / error, freedom);
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

/** Of months whose days are independent: the product of the shares of their types, each to the power of its days, has these two moments. */
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

/** The probability that the first costs less by more than a margin, by the pairs of replications that both have. */
function isCheaperProbably(
  first: CandidateEvidence,
  other: CandidateEvidence,
  margin: number,
  classes: readonly number[],
): number {
  const { mean, error, freedom } = posterior(costDifferences(first, other, classes));
  if (Number.isNaN(mean)) return 1;
  if (error === 0) return mean < -margin ? 1 : 0;
  return studentCdf((-margin - mean) / error, freedom);
}

/** By how much the first costs more, pair by pair. */
function costDifferences(
  { costs: first }: CandidateEvidence,
  { costs: other }: CandidateEvidence,
  classes: readonly number[],
): readonly Stratum[] {
  const pairs = [...first].filter(([index]) => other.has(index));
  return byClass(new Map(pairs.map(([index, cost]) => [index, cost - other.get(index)!])), classes);
}

function byClass(values: ReadonlyMap<number, number>, classes: readonly number[]): readonly Stratum[] {
  return classes.map((probability, at) => ({
    probability,
    values: [...values].filter(([index]) => index % classes.length === at).map(([, value]) => value),
  }));
}

/**
 * Student's posterior of a mean over classes of runs. A class with a single run is taken to scatter as the others do, or by
 * as much as it lies off; the error is at least what one event in all runs would make.
 */
function posterior(strata: readonly Stratum[], event = 0) {
  const parts = observedStrata(strata).map(({ probability, values }) => {
    const { count, mean, variance } = Moments.of(values);
    return { probability, count, mean, variance };
  });
  const mean = parts.length === 0 ? Number.NaN : sum(parts.map((part) => part.probability * part.mean));
  const scatter = Math.max(0, ...parts.map(({ variance }) => variance || 0));
  const errors = parts.map(({ probability, count, mean: own, variance }) => {
    const guessed = parts.length === 1 ? own ** 2 : Math.max(scatter, (own - mean) ** 2);
    return (probability ** 2 * (count > 1 ? variance : guessed)) / count;
  });
  const count = sum(parts.map((part) => part.count));
  const squared = sum(errors);
  const freedom = squared ** 2 / sum(errors.map((error, at) => error ** 2 / Math.max(1, parts[at].count - 1)));
  return {
    mean,
    error: Math.max(Math.sqrt(squared), event / count),
    errors,
    freedom: Math.max(1, freedom || count - 1),
  };
}

/** Candidates that differ in their prices alone: one replication is one of all of them. */
export interface CandidateGroup {
  readonly candidates: readonly number[];
  /** Replications so far, by class. */
  readonly counts: readonly number[];
}

/** One more replication of the candidates of a group, of one class of runs. */
export interface Allocation {
  readonly group: number;
  readonly class: number;
}

/**
 * Where the next replications go: to the groups with the largest doubts, which every replication makes smaller, and of those
 * to the class of runs that is least certain. The best always has as many as those that it is held against, since they are
 * compared pair by pair.
 */
export function allocation(
  { best, candidates: found }: Standing,
  evidence: readonly CandidateEvidence[],
  groups: readonly CandidateGroup[],
  { size, most, classes }: { readonly size: number; readonly most: number; readonly classes: readonly number[] },
): readonly Allocation[] {
  const counts = groups.map(({ counts }) => [...counts]);
  const begun = counts.map(sum);
  const doubts = groups.map(({ candidates }) => sum(candidates.map((at) => found[at].doubt)));
  const ofBest = groups.findIndex(({ candidates }) => candidates.includes(best));
  const worth = (at: number) => {
    const count = sum(counts[at]);
    return count >= most ? -1 : (doubts[at] * begun[at]) / count ** 1.5;
  };
  const chosen: Allocation[] = [];
  while (chosen.length < size) {
    const worthiest = groups.reduce((a, _, at) => (worth(at) > worth(a) ? at : a), 0);
    if (worth(worthiest) < 0) break;
    const isBehind = sum(counts[ofBest]) < Math.min(most, sum(counts[worthiest]) + 1);
    const group = isBehind ? ofBest : worthiest;
    const doubtful = groups[group].candidates.reduce((a, b) => (found[b].doubt > found[a].doubt ? b : a));
    const uncertain = uncertainty(evidence[doubtful], evidence[best], found[doubtful], classes);
    const own = leastCertain(uncertain, counts[group]);
    counts[group][own]++;
    chosen.push({ group, class: own });
  }
  return chosen;
}

/** By class: its part of the squared errors of the targets and of the difference of costs, each by how doubtful it is. */
function uncertainty(
  candidate: CandidateEvidence,
  best: CandidateEvidence,
  { missed, cheaper }: CandidateStanding,
  classes: readonly number[],
): readonly number[] {
  const measures = [
    ...candidate.targets.map(({ strata }, at) => ({ strata, doubt: missed[at] * (1 - missed[at]) })),
    { strata: costDifferences(candidate, best, classes), doubt: cheaper * (1 - cheaper) },
  ];
  return classes.map((probability, at) =>
    sum(
      measures.map(({ strata, doubt }) => {
        if (strata.length < classes.length) return doubt * probability;
        const { errors } = posterior(strata);
        return errors.length < classes.length || sum(errors) === 0 ? 0 : (doubt * errors[at]) / sum(errors);
      }),
    ),
  );
}

/** The class that one more replication helps most: its error falls by n ÷ (n + 1). */
function leastCertain(uncertain: readonly number[], counts: readonly number[]): number {
  const gain = (at: number) => uncertain[at] / (counts[at] + 1);
  return counts.reduce((a, _, at) => (gain(at) > gain(a) ? at : a), 0);
}
