import type { Estimate } from "../facts/estimates.js";
import { estimate, usualEvent } from "./estimate.js";
import { costReading, findCostMetric } from "./reading.js";
import { sample } from "./runs.js";
import { groupSamples, judgeSamples, readingOfSamples, type Sample, targetScores } from "./sample.js";
import {
  type CandidateEvidence,
  type SelectionOptions,
  type Standing,
  standing,
  type TargetEvidence,
} from "./selection.js";
import type { Axis, PointOutcome, SampledPoint } from "./swept.js";

/** A candidate of an optimization as it stood in the end. */
export interface CandidateOutcome extends Pick<PointOutcome, "values" | "replications"> {
  readonly cost: Estimate;
  /** That it holds every target, by what is known of it. */
  readonly feasible: number;
  readonly isBest: boolean;
}

/** The cheapest combination that holds every target, and how sure that is: `optimization.json`. */
export interface OptimizationOutcome {
  readonly schema: 1;
  readonly kind: "optimization";
  readonly scenario: string;
  readonly version: string;
  readonly seed: number;
  readonly axes: readonly Axis[];
  readonly costField: "perMonthUsd" | "totalUsd";
  readonly procedure: string;
  readonly indifference: number;
  /** The probability of a correct choice that was asked for, and the one reached (at least). */
  readonly confidence: number;
  readonly probability: number;
  readonly isReached: boolean;
  readonly budget: number;
  readonly spent: number;
  /** Null where no candidate holds its targets with that confidence. */
  readonly best: PointOutcome["values"] | null;
  readonly objectives: PointOutcome["objectives"];
  /** Those that were looked at longest first. */
  readonly candidates: readonly CandidateOutcome[];
}

/** What was looked for, and what is kept of it. */
export interface OptimizationRequest
  extends Pick<OptimizationOutcome, "scenario" | "version" | "seed" | "axes" | "confidence" | "budget" | "spent"> {
  readonly points: readonly SampledPoint[];
  readonly indifference: number;
}

const procedure =
  "constrained ranking and selection by posterior probabilities (as OCBA-CO, Lee et al. 2012), with Student's distribution and common random numbers";

/** What is known of the candidates so far. */
export function standingOf(points: readonly SampledPoint[], options: SelectionOptions): Standing {
  return standing(points.map(candidateOf), options);
}

/** What a search has found. */
export function optimized(request: OptimizationRequest): OptimizationOutcome {
  const { points, indifference, confidence, ...asked } = request;
  const found = standingOf(points, { indifference, confidence });
  const hasBest = found.feasible[found.best] >= confidence;
  const field = costFieldOf(points);
  const best = points[found.best];
  const candidates = points.map(({ values, strata, samples }, at): CandidateOutcome => {
    const cost = estimate(groupSamples(samples, strata), readingOfSamples(costReading(findCostMetric(field)!)));
    return {
      values,
      replications: samples.length,
      cost,
      feasible: found.feasible[at],
      isBest: hasBest && at === found.best,
    };
  });
  return {
    ...{ schema: 1, kind: "optimization" },
    ...asked,
    costField: field,
    ...{ procedure, indifference, confidence, probability: found.probability },
    isReached: hasBest && found.probability >= confidence,
    best: hasBest ? best.values : null,
    objectives: judgeSamples(best.sheet, groupSamples(best.samples, best.strata)).map(({ text, ...judged }) => ({
      objective: text,
      ...judged,
    })),
    candidates: candidates.toSorted((a, b) => b.replications - a.replications),
  };
}

/** By month where every run says something of it. */
function costFieldOf(points: readonly SampledPoint[]): OptimizationOutcome["costField"] {
  const isMonthly = points.every(({ samples }) =>
    samples.every(({ readings }) => typeof readings["cost.perMonthUsd"]?.[0] === "number"),
  );
  return isMonthly ? "perMonthUsd" : "totalUsd";
}

function candidateOf({ sheet, strata, samples }: SampledPoint): CandidateEvidence {
  const groups = groupSamples(samples, strata);
  const { value } = readingOfSamples(
    costReading(findCostMetric(costFieldOf([{ values: [], sheet, strata, samples }]))!),
  );
  const targets = targetScores(sheet).map(({ objective, score }): TargetEvidence => {
    if (objective.share === null && objective.sustained === null)
      return { strata: sample(groups, score.value), limits: score.limits, event: usualEvent(groups, score.event) };
    return {
      holds: samples.map(score.holds).filter((one) => !Number.isNaN(one)),
      share: objective.share ?? score.usualShare,
    };
  });
  const inOrder: readonly Sample[] = samples.toSorted((a, b) => a.index - b.index);
  return { costs: inOrder.map(value), targets };
}
