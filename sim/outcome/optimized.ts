import type { Estimate } from "../facts/estimates.js";
import type { DecidingUnknowns } from "./deciding-unknowns.js";
import { estimate, eventOfPairs, nothing, usualEvent } from "./estimate.js";
import { type CostField, costBy, differenceEstimate } from "./money.js";
import { type TargetEvidence, usualClump } from "./posterior.js";
import { classProbabilities, commonStrata, groupByNumber, type StratumDefinition, sample } from "./runs.js";
import { groupSamples, judgeSamples, readingOfSamples, targetScores } from "./sample.js";
import { type CandidateEvidence, type CandidateStanding, type Standing, standing } from "./selection.js";
import { type Axis, costFieldOfPoints, type PointOutcome, p99Of, type SampledPoint } from "./swept.js";

/** Why a candidate was chosen or dropped; the first that applies, in this order. */
export type CandidateFate = "best" | "aborted" | "misses a target" | "not cheaper" | "undecided";

/** A candidate of an optimization as it stood in the end. */
export interface CandidateOutcome extends Pick<PointOutcome, "values" | "replications" | "p99Ms"> {
  readonly cost: Estimate;
  /** Additional cost over the best candidate, from the replications that both have; absent without a best one. */
  readonly costsMore: Estimate;
  /** Probability that it holds every target, given the runs so far. */
  readonly feasible: number;
  readonly fate: CandidateFate;
  /** The target that it most probably misses, or why its runs ended early. */
  readonly why: string | null;
}

/** The cheapest combination that holds every target, and how sure that is: `optimization.json`. */
export interface OptimizationOutcome {
  readonly schema: 1;
  readonly kind: "optimization";
  readonly scenario: string;
  readonly version: string;
  readonly seed: number;
  readonly axes: readonly Axis[];
  readonly costField: CostField;
  readonly procedure: string;
  readonly indifference: number;
  /** The probability of a correct choice that was asked for, and the one reached (at least). */
  readonly confidence: number;
  readonly probability: number;
  readonly isReached: boolean;
  /** Replications that were simulated, and how many might have been; combinations that differ in prices alone share theirs. */
  readonly budget: number;
  readonly spent: number;
  /** Number of combinations that were simulated separately. */
  readonly simulations: number;
  /** Null where no candidate holds its targets with that confidence. */
  readonly best: CandidateOutcome | null;
  /** Objectives of the best combination or, without one, of the nearest. */
  readonly objectives: PointOutcome["objectives"];
  readonly nearest: PointOutcome["values"];
  /** Candidates with the most replications first. */
  readonly candidates: readonly CandidateOutcome[];
  /** Where it was asked for: what of the choice depends on parameters that no public source tells. */
  readonly unknowns?: DecidingUnknowns;
}

/** The search and its samples. */
export interface OptimizationRequest
  extends Pick<
    OptimizationOutcome,
    "scenario" | "version" | "seed" | "axes" | "confidence" | "budget" | "spent" | "simulations"
  > {
  readonly points: readonly SampledPoint[];
  readonly indifference: number;
}

const procedure =
  "constrained ranking and selection by posterior probabilities (as OCBA-CO, Lee et al. 2012), with Student's distribution, that of rare " +
  "events where most nights show nothing, and differences between the same random numbers: unlike KN++, it takes objectives into account and spends next to nothing on what is hopeless";

/** Evidence about each candidate from the runs so far. */
export function evidenceOf(points: readonly SampledPoint[]): readonly CandidateEvidence[] {
  const field = costFieldOfPoints(points);
  const alone = points.map((point) => candidateOf(point, field));
  const clumps = alone[0].targets.map((_, place) =>
    usualClump(alone.flatMap(({ targets }) => (targets[place]?.strata ? [targets[place].strata] : []))),
  );
  return alone.map(({ costs, targets }) => ({
    costs,
    targets: targets.map((target, place) =>
      target.share === undefined ? { ...target, clump: clumps[place] } : target,
    ),
  }));
}

/** The result of a search. */
export function optimized(request: OptimizationRequest): OptimizationOutcome {
  const { points, indifference, confidence, ...asked } = request;
  const strata = commonStrata(points);
  const classes = classProbabilities(strata);
  const found = standing(evidenceOf(points), { indifference, confidence, classes });
  const costField = costFieldOfPoints(points);
  const nearest = points[found.best];
  const all = points.map((point, at): CandidateOutcome => {
    const fate = fateOf(point, found, at, confidence);
    return {
      ...{ values: point.values, replications: point.samples.length, p99Ms: p99Of(point) },
      cost: estimate(groupSamples(point.samples, point.strata), costOf(costField)),
      costsMore: found.isFound ? costsMore(point, points[found.best], strata, costField) : nothing,
      ...{ feasible: found.candidates[at].feasible, fate, why: whyOf(point, fate, found.candidates[at]) },
    };
  });
  return {
    ...{ schema: 1, kind: "optimization" },
    ...asked,
    ...{ costField, procedure, indifference, confidence, probability: found.probability },
    isReached: found.probability >= confidence && (!found.isFound || targetsHold(nearest)),
    best: found.isFound ? all[found.best] : null,
    objectives: judgeSamples(nearest.sheet, groupSamples(nearest.samples, nearest.strata)).map(
      ({ text, ...judged }) => ({ objective: text, ...judged }),
    ),
    nearest: nearest.values,
    candidates: all.toSorted((a, b) => b.replications - a.replications),
  };
}

/** Every target of a candidate is met, by the verdict that any report gives. */
export function targetsHold({ sheet, strata, samples }: SampledPoint): boolean {
  return judgeSamples(sheet, groupSamples(samples, strata)).every(
    ({ severity, verdict }) => severity === "alert" || verdict === "met",
  );
}

function fateOf({ samples }: SampledPoint, found: Standing, at: number, confidence: number): CandidateFate {
  const { feasible, cheaper } = found.candidates[at];
  if (found.isFound && at === found.best) return "best";
  if (samples.some(({ aborted }) => aborted !== null)) return "aborted";
  if (feasible <= 1 - confidence) return "misses a target";
  return cheaper <= 1 - confidence ? "not cheaper" : "undecided";
}

function whyOf({ sheet, samples }: SampledPoint, fate: CandidateFate, { missed }: CandidateStanding): string | null {
  if (fate === "aborted") return samples.find(({ aborted }) => aborted !== null)!.aborted;
  if (missed.length === 0 || fate === "best" || fate === "not cheaper") return null;
  return targetScores(sheet)[missed.indexOf(Math.max(...missed))].objective.text;
}

function costsMore(
  { samples }: SampledPoint,
  best: SampledPoint,
  strata: readonly StratumDefinition[],
  costField: CostField,
): Estimate {
  const { value, event } = costOf(costField);
  const partners = new Map(best.samples.map((one) => [one.index, one]));
  const paired = samples.filter(({ index }) => partners.has(index));
  const groups = groupByNumber(paired, strata);
  const differences = sample(groups, (one) => value(one) - value(partners.get(one.index)!));
  return differenceEstimate(
    differences,
    eventOfPairs(groups, event, (one) => one.digest === partners.get(one.index)!.digest),
  );
}

function costOf(field: CostField) {
  return readingOfSamples(costBy(field));
}

/** A candidate of which a run ended early holds nothing. */
function candidateOf({ sheet, strata, samples }: SampledPoint, costField: CostField): CandidateEvidence {
  const groups = groupSamples(samples, strata);
  const { value } = costOf(costField);
  const isAborted = samples.some(({ aborted }) => aborted !== null);
  const targets = targetScores(sheet).map(({ objective, score, held }): TargetEvidence => {
    if (isAborted) return { strata: [], limits: score.limits, event: 0, clump: 0 };
    if (objective.share === null && objective.sustained === null)
      return {
        strata: sample(groups, score.value),
        limits: score.limits,
        event: usualEvent(groups, score.event),
        clump: 0,
      };
    const share = objective.share ?? score.usualShare;
    if (held === null) return { strata: sample(groups, score.holds), share };
    const days = held.map(({ days, simulate, share }) => ({ days, simulate, strata: sample(groups, share) }));
    return { strata: sample(groups, score.holds), share, days };
  });
  const nowhere: TargetEvidence = { strata: [], limits: { min: 0, max: 0 }, event: 0, clump: 0 };
  const costs = samples.map((one): [number, number] => [one.index, value(one)]);
  return {
    costs: new Map(costs.filter(([, cost]) => !Number.isNaN(cost))),
    targets: isAborted && targets.length === 0 ? [nowhere] : targets,
  };
}
