import { second } from "../../scenarios/language/units/time.js";
import { serviceMetrics } from "../facts/service-metrics.js";
import type { DayRuns } from "./calendar.js";
import { answerClaims, type DocumentClaim } from "./claims.js";
import { costOutcome } from "./cost-outcome.js";
import { estimate } from "./estimate.js";
import { figuresOf } from "./figures.js";
import { type DecidingDefaults, evaluateObjectives, type Objective, type ServiceAspects } from "./objectives/index.js";
import type { Outcome, StratumOutcome } from "./outcome.js";
import { shortRunWarning } from "./pooled-latency.js";
import { costReading, findCostMetric, serviceReading } from "./reading.js";
import { record } from "./record.js";
import { combineDigests, toldBy } from "./replication.js";
import { groupRuns, type Run, type RunGroup, type StratumDefinition } from "./runs.js";
import { serviceOutcome } from "./service-outcome.js";
import { timeOfDay } from "./wall-clock.js";

/** The run itself: fields of an outcome that do not come from replications, and the objectives. */
export interface Experiment
  extends Pick<
    Outcome,
    | "kind"
    | "scenario"
    | "about"
    | "variant"
    | "version"
    | "seed"
    | "replicationsAsked"
    | "clock"
    | "assumptions"
    | "warnings"
  > {
  readonly services: ServiceAspects;
  /** Empty where nothing is stratified. */
  readonly strata: readonly StratumDefinition[];
  readonly objectives: readonly Objective[];
  readonly defaults?: DecidingDefaults;
  readonly claims: readonly DocumentClaim[];
  /** For months composed of days: those days, by type. */
  readonly days?: readonly DayRuns[];
}

/**
 * Makes one outcome of at least one replication. Replications come in any order; those that were aborted count only
 * where no other finished.
 */
export function aggregate(experiment: Experiment, replications: readonly Run[]): Outcome {
  const { services, strata, objectives, defaults, claims, days, ...facts } = experiment;
  const runs = usable(replications);
  const groups = groupRuns(runs, strata);
  const evidence = { groups, services, timeOfDay: timeOfDay(facts.clock), defaults, days };
  return {
    schema: 1,
    ...facts,
    replications: runs.length,
    ...simulated(facts.kind, runs),
    aborted: abortion(replications, facts.replicationsAsked),
    ...warned(facts.warnings, Object.keys(services), groups),
    digest: combineDigests(runs.map(({ replication }) => replication.digest)),
    services: record(Object.keys(services), (service) => serviceOutcome(service, groups)),
    prices: runs[0].bill.prices,
    cost: costOutcome(groups),
    objectives: evaluateObjectives(objectives, evidence),
    claims: answerClaims(claims, groups),
    strata: strataOutcomes(runs, strata, Object.keys(services)),
    figures: figuresOf(groups, services, objectives),
  };
}

/** The warnings of an outcome: those about the scenario, and those that the runs give rise to. */
function warned(
  known: readonly string[] = [],
  services: readonly string[],
  groups: readonly RunGroup[],
): Pick<Outcome, "warnings"> {
  const warnings = [...known, ...services.flatMap((service) => shortRunWarning(service, groups))];
  return warnings.length === 0 ? {} : { warnings };
}

/** Part of the reported time that the numbers cover, where no replication was finished. */
function simulated(kind: Outcome["kind"], runs: readonly Run[]): Pick<Outcome, "simulatedS"> {
  if (kind === "measured" || runs[0].replication.aborted === null) return {};
  return { simulatedS: Math.max(...runs.map(({ replication }) => replication.usage.end)) / second };
}

function abortion(replications: readonly Run[], asked: number): string | null {
  const reasons = replications.map(({ replication }) => replication.aborted);
  const reason = reasons.find((each) => each !== null) ?? null;
  const isPartOfOne = asked > 1 && !reasons.includes(null);
  return reason !== null && isPartOfOne ? `${reason}; no replication was finished` : reason;
}

function usable(replications: readonly Run[]): readonly Run[] {
  const inOrder = replications.toSorted((a, b) => a.replication.index - b.replication.index);
  const finished = inOrder.filter(({ replication }) => replication.aborted === null);
  return finished.length > 0 ? finished : inOrder;
}

/** The headline readings of every class of nights apart. */
function strataOutcomes(
  runs: readonly Run[],
  strata: readonly StratumDefinition[],
  services: readonly string[],
): readonly StratumOutcome[] {
  if (strata.length === 0) return [];
  const told = toldBy(runs[0].replication);
  const ofService = (service: string) => {
    const headline = serviceMetrics.filter(({ aspect, isHeadline }) => isHeadline && told[service].includes(aspect));
    return headline.map((metric) => serviceReading(service, metric));
  };
  const readings = [...services.flatMap(ofService), costReading(findCostMetric("total")!)];
  return groupRuns(runs, strata).map(({ runs: own }, i) => ({
    ...strata[i],
    replications: own.length,
    measures: Object.fromEntries(
      readings.map((reading) => [reading.field, estimate([{ probability: 1, runs: own }], reading)]),
    ),
  }));
}
