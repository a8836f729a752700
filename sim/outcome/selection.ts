import { studentCdf } from "../statistics/distributions.js";
import type { Stratum } from "../statistics/moments.js";
import { sum } from "../statistics/sum.js";
import { holdsProbably, posterior, type TargetEvidence } from "./posterior.js";
import { classOf } from "./runs.js";

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
   * probably the right choice; where there is none, the one that most probably is the answer.
   */
  readonly best: number;
  /** That one holds its targets with that confidence. */
  readonly isFound: boolean;
  /**
   * At least so probable is it that the best holds every target and that none that does is cheaper by more than the
   * indifference, or, where none is found, that none holds every target (Bonferroni's bound over all candidates).
   */
  readonly probability: number;
  /** Among which the best was chosen: the likely ones that are as good as the cheapest of them. */
  readonly choices: readonly number[];
  readonly candidates: readonly CandidateStanding[];
}

/**
 * Constrained ranking and selection: the posterior probability of a correct choice from independent replications with common
 * random numbers, as optimal computing budget allocation with constraints has it (Lee, Pujowidianto, Li, Chen and Yap,
 * 2012), with Student's distribution in place of the normal one or that of rare events, and paired differences in place of
 * independent ones.
 */
export function standing(candidates: readonly CandidateEvidence[], options: SelectionOptions): Standing {
  const { confidence, classes } = options;
  const missed = candidates.map(({ targets }) => targets.map((target) => 1 - holdsProbably(target)));
  const feasible = missed.map((each) => Math.max(0, 1 - sum(each)));
  const costs = candidates.map(({ costs }) => posterior(byClass(costs, classes)).mean);
  const likely = costs.map((_, at) => at).filter((at) => feasible[at] >= confidence);
  if (likely.length === 0) return noneFound(costs, missed, feasible, options);
  const choices = asGoodAsCheapest(likely, costs, options);
  const standings = choices.map((best): Standing => {
    const found = against(best, candidates, costs, missed, feasible, options);
    return { best, isFound: true, probability: surely(found), choices, candidates: found };
  });
  return standings.reduce((a, b) => (b.probability > a.probability ? b : a));
}

/** What stands against one as the best: that it misses a target, that another holds them all and is cheaper. */
function against(
  best: number,
  candidates: readonly CandidateEvidence[],
  costs: readonly number[],
  missed: readonly (readonly number[])[],
  feasible: readonly number[],
  { indifference, classes }: SelectionOptions,
): readonly CandidateStanding[] {
  const margin = indifference * Math.abs(costs[best]);
  return candidates.map((candidate, at): CandidateStanding => {
    const own = { missed: missed[at], feasible: feasible[at] };
    if (at === best) return { ...own, cheaper: 0, doubt: 1 - feasible[at] };
    const cheaper = isCheaperProbably(candidate, candidates[best], margin, classes);
    return { ...own, cheaper, doubt: feasible[at] * cheaper };
  });
}

/**
 * Where no candidate holds its targets with the confidence asked for, further replications go to those that are most probably the
 * answer: each as it may hold its targets, and nothing that is cheaper by more than the indifference does.
 */
function noneFound(
  costs: readonly number[],
  missed: readonly (readonly number[])[],
  feasible: readonly number[],
  { indifference }: SelectionOptions,
): Standing {
  const candidates = costs.map((cost, at): CandidateStanding => {
    const isCheaper = (other: number) => costs[other] < cost - indifference * Math.abs(cost);
    const cheaperHold = 1 - feasible.reduce((none, each, other) => (isCheaper(other) ? none * (1 - each) : none), 1);
    return {
      missed: missed[at],
      feasible: feasible[at],
      cheaper: 1 - cheaperHold,
      doubt: feasible[at] * (1 - cheaperHold),
    };
  });
  const isBetter = (a: number, b: number) =>
    candidates[a].doubt > candidates[b].doubt || (candidates[a].doubt === candidates[b].doubt && costs[a] < costs[b]);
  const best = costs.reduce((a, _, b) => (isBetter(b, a) ? b : a), 0);
  const probability = Math.max(0, 1 - sum(feasible));
  return { best, isFound: false, probability, choices: [], candidates };
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
    values: [...values].filter(([index]) => classOf(index, classes.length) === at).map(([, value]) => value),
  }));
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
    ...candidate.targets.map((target, at) => ({
      ...(target.share === undefined ? target : { event: 0, clump: 0 }),
      ...{ strata: target.strata, doubt: missed[at] * (1 - missed[at]) },
    })),
    { strata: costDifferences(candidate, best, classes), event: 0, clump: 0, doubt: cheaper * (1 - cheaper) },
  ];
  return classes.map((probability, at) =>
    sum(
      measures.map(({ strata, event, clump, doubt }) => {
        if (strata.length < classes.length) return doubt * probability;
        const { errors } = posterior(strata, event, clump);
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
