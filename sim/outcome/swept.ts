import type { Estimate } from "../facts/estimates.js";
import type { DecidingUnknowns } from "./deciding-unknowns.js";
import { type CostField, costBy, costFieldOf } from "./money.js";
import type { ObjectiveOutcome } from "./outcome.js";
import type { StratumDefinition } from "./runs.js";
import {
  estimateSamples,
  groupSamples,
  judgeSamples,
  perMonthOf,
  readingOfSamples,
  type Sample,
  type SampleSheet,
} from "./sample.js";

/** One thing that a sweep varies: a setting by its path, or `variant`. */
export interface Axis {
  readonly path: string;
  readonly values: readonly string[];
}

/** The value of each axis, in their order. */
export type Combination = readonly string[];

/** A combination with what is kept of its runs. */
export interface SampledPoint {
  readonly values: Combination;
  readonly sheet: SampleSheet;
  readonly strata: readonly StratumDefinition[];
  readonly samples: readonly Sample[];
  /** Why some runs that were asked for are not among them: they broke. Such a combination is nobody's choice. */
  readonly broken?: string | null;
}

/** By month where every whole run of all says something of it. */
export function costFieldOfPoints(points: readonly Pick<SampledPoint, "samples">[]): CostField {
  return costFieldOf(
    points.flatMap(({ samples }) => samples.filter(({ aborted }) => aborted === null).map(perMonthOf)),
  );
}

/** The p99 of each service that has latencies, by name. */
export function p99Of({ sheet, strata, samples }: SampledPoint): PointOutcome["p99Ms"] {
  const groups = groupSamples(samples, strata);
  const quantiles = sheet.readings.filter(({ field }) => field.endsWith(".latencyMs.p99"));
  return Object.fromEntries(
    quantiles.map((reading) => [
      reading.field.split(".")[0],
      estimateSamples(sheet, groups, readingOfSamples(reading)),
    ]),
  );
}

/** What a combination costs and does. */
export interface PointOutcome {
  readonly values: Combination;
  readonly replications: number;
  readonly cost: { readonly totalUsd: Estimate; readonly perMonthUsd: Estimate };
  /** Of each service that has latencies, by name. */
  readonly p99Ms: Readonly<Record<string, Estimate>>;
  readonly objectives: readonly ObjectiveOutcome[];
  /** No target is missed or left open. */
  readonly isFeasible: boolean;
  /** No other combination is both cheaper and faster, by the means; of those that miss no target, where there are any. */
  readonly isPareto: boolean;
  readonly aborted: string | null;
}

/** Every combination of a sweep, in the order of the axes: `sweep.json`. */
export interface SweepOutcome {
  readonly schema: 1;
  readonly kind: "sweep";
  readonly scenario: string;
  readonly version: string;
  readonly seed: number;
  readonly replications: number;
  readonly axes: readonly Axis[];
  readonly costField: CostField;
  readonly points: readonly PointOutcome[];
  /** Where it was asked for: what of the choice among them depends on parameters that no public source tells. */
  readonly unknowns?: DecidingUnknowns;
}

/** What was swept, and what is kept of it. */
export interface SweepRequest extends Pick<SweepOutcome, "scenario" | "version" | "seed" | "replications" | "axes"> {
  readonly points: readonly UnrankedPoint[];
}

/** What every combination comes to, and which of them nobody would rather have another than. */
export function swept({ points, ...request }: SweepRequest): SweepOutcome {
  const costField = costFieldOf(points.map(({ cost }) => cost.perMonthUsd.value));
  const front = paretoFront(points, costField);
  return {
    ...{ schema: 1, kind: "sweep" },
    ...request,
    costField,
    points: points.map((point) => ({ ...point, isPareto: front.has(point) })),
  };
}

/** What a combination comes to by itself. */
export type UnrankedPoint = Omit<PointOutcome, "isPareto">;

/** What a combination comes to by itself, for which its samples need not stay. */
export function pointOutcome(point: SampledPoint): UnrankedPoint {
  const { values, sheet, strata, samples, broken = null } = point;
  const groups = groupSamples(samples, strata);
  const of = (field: CostField) => estimateSamples(sheet, groups, readingOfSamples(costBy(field)));
  const aborted = broken ?? samples.find((sample) => sample.aborted !== null)?.aborted ?? null;
  const objectives = judgeSamples(sheet, groups).map(({ text, ...judged }) => ({ objective: text, ...judged }));
  return {
    values,
    replications: samples.length,
    cost: { totalUsd: of("totalUsd"), perMonthUsd: of("perMonthUsd") },
    p99Ms: p99Of(point),
    objectives,
    isFeasible:
      aborted === null && objectives.every(({ severity, verdict }) => severity === "alert" || verdict === "met"),
    aborted,
  };
}

/** By cost and by the slowest p99; a combination that misses a target is nobody's choice while others miss none. */
function paretoFront(points: readonly UnrankedPoint[], costField: CostField): ReadonlySet<UnrankedPoint> {
  const missesNone = points.filter(({ objectives }) =>
    objectives.every(({ severity, verdict }) => severity === "alert" || verdict !== "missed"),
  );
  const candidates = (missesNone.length > 0 ? missesNone : points).filter(({ aborted }) => aborted === null);
  const coordinates = (point: UnrankedPoint) => ({
    cost: point.cost[costField].value ?? Number.POSITIVE_INFINITY,
    p99: Math.max(0, ...Object.values(point.p99Ms).map(({ value }) => value ?? 0)),
  });
  const inOrder = candidates
    .map((point) => ({ point, ...coordinates(point) }))
    .sort((a, b) => a.cost - b.cost || a.p99 - b.p99);
  const front = new Set<UnrankedPoint>();
  let fastest = Number.POSITIVE_INFINITY;
  for (const { point, p99 } of inOrder) {
    if (p99 >= fastest) continue;
    fastest = p99;
    front.add(point);
  }
  return front;
}

/** The cheapest combination that holds every target, by its mean; null where none does, and where no target is stated. */
export function cheapestOf({ points, costField }: SweepOutcome): PointOutcome | null {
  const holding = points.filter(({ isFeasible, objectives, cost }) => {
    const hasTarget = objectives.some(({ severity }) => severity === "target");
    return isFeasible && hasTarget && cost[costField].value !== null;
  });
  const cost = (point: PointOutcome) => point.cost[costField].value ?? Number.POSITIVE_INFINITY;
  return holding.toSorted((a, b) => cost(a) - cost(b))[0] ?? null;
}
