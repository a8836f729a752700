import { estimate } from "./estimate.js";
import { type MeasureReference, parseReference } from "./metrics/reference.js";
import type { StratumOutcome } from "./outcome.js";
import { groupRuns, type Run, type StratumDefinition } from "./runs.js";

const headlines = [
  "latencyMs.p50",
  "latencyMs.p99",
  "errorRate",
  "tasks.mean",
  "spot.interruptions",
  "spot.errorRate",
  "writes.lostShare",
];

/** The headline measures of every class of nights apart. */
export function strataOutcomes(
  runs: readonly Run[],
  strata: readonly StratumDefinition[],
  services: readonly string[],
): readonly StratumOutcome[] {
  if (strata.length === 0) return [];
  const measures = [
    ...services.flatMap((service) => headlines.map((field) => `${service}.${field}`)),
    "cost.totalUsd",
  ].map((reference): MeasureReference => parseReference(reference));
  return groupRuns(runs, strata).map(({ runs: own }, i) => ({
    ...strata[i],
    replications: own.length,
    measures: Object.fromEntries(
      measures.map(({ measure }) => [measure.field, estimate([{ probability: 1, runs: own }], measure)]),
    ),
  }));
}
