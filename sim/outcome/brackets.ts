import { alone, type Estimate } from "../facts/estimates.js";
import { serviceMetrics } from "../facts/service-metrics.js";
import type { Interval } from "../statistics/interval.js";
import type { DayRuns } from "./calendar.js";
import { compareRuns, type ReadingComparison } from "./comparison.js";
import { estimate } from "./estimate.js";
import { evaluateObjectives, type Objective } from "./objectives/index.js";
import type { Bracket, BracketEnd, BracketedVerdict, Outcome, Verdict } from "./outcome.js";
import { costReading, findCostMetric, type Reading, serviceReading } from "./reading.js";
import { toldBy } from "./replication.js";
import { groupRuns, type Run, type StratumDefinition } from "./runs.js";
import { timeOfDay } from "./wall-clock.js";

export const bracketEnds = ["allAge", "fresh"] as const satisfies readonly BracketEnd[];

/** A single run has no interval; there, what moves by more than this share of the value is told. */
const shareToTell = 0.05;

/** The runs at an end; of a calendar the months with their days. */
export interface BracketRuns {
  readonly runs: readonly Run[];
  readonly days?: readonly DayRuns[];
}

/** The runs that the ends are compared with, and the objectives. */
export interface BracketRequest {
  readonly outcome: Outcome;
  readonly runs: readonly Run[];
  readonly strata: readonly StratumDefinition[];
  readonly objectives: readonly Objective[];
  /** At least one run each, of the same indices at both ends. */
  readonly ends: Readonly<Record<BracketEnd, BracketRuns>>;
}

/** The outcome with what the ends differ in, also beside the verdicts that depend on them. */
export function withBrackets(request: BracketRequest): Outcome {
  const { outcome, ends } = request;
  const verdicts = bracketedVerdicts(request);
  return {
    ...outcome,
    objectives: outcome.objectives.map((objective, index) => ({
      ...objective,
      detail: [objective.detail, ...endWords(verdicts[index])].filter(Boolean).join(" · "),
    })),
    brackets: {
      replications: ends.allAge.runs.length,
      moved: readingsOf(request).flatMap((reading) => bracketOf(reading, request)),
      verdicts: verdicts.filter((each) => movedEnds(each).length > 0),
    },
  };
}

function bracketedVerdicts({ outcome, runs, strata, objectives, ends }: BracketRequest): readonly BracketedVerdict[] {
  const services = toldBy(runs[0].replication);
  const facts = { services, timeOfDay: timeOfDay(outcome.clock) };
  const [allAge, fresh] = bracketEnds.map((end) => {
    const { runs, days } = ends[end];
    return evaluateObjectives(objectives, { groups: groupRuns(runs, strata), ...facts, days });
  });
  return outcome.objectives.map(({ objective, verdict }, index) => ({
    ...{ objective, verdict },
    ...{ allAge: allAge[index].verdict, fresh: fresh[index].verdict },
  }));
}

/** The ends that decide, and otherwise: than the prediction does or, where that is undecided, than the other end. */
function movedEnds(verdicts: BracketedVerdict): readonly BracketEnd[] {
  const isDecided = (verdict: Verdict) => verdict === "met" || verdict === "missed";
  const { verdict, allAge, fresh } = verdicts;
  if (isDecided(verdict)) return bracketEnds.filter((end) => isDecided(verdicts[end]) && verdicts[end] !== verdict);
  return isDecided(allAge) && isDecided(fresh) && allAge !== fresh ? bracketEnds : [];
}

const endNames = {
  allAge: "if all of the metric lag is age of the metric",
  fresh: "if the metric is nearly fresh",
} as const;

function endWords(verdicts: BracketedVerdict): readonly string[] {
  return movedEnds(verdicts).map((end) => `${verdicts[end]} ${endNames[end]}`);
}

function readingsOf({ outcome, runs }: BracketRequest): readonly Reading[] {
  const paid = outcome.cost.perMonthUsd.value === null ? "total" : "perMonth";
  const ofServices = Object.entries(toldBy(runs[0].replication)).flatMap(([service, told]) =>
    serviceMetrics
      .filter(({ aspect, bracketedAs }) => bracketedAs !== undefined && told.includes(aspect))
      .map((metric) => ({ ...serviceReading(service, metric), name: `${service} ${metric.bracketedAs}` })),
  );
  return [costReading(findCostMetric(paid)!), ...ofServices];
}

/** Nothing where neither end leaves the interval of the prediction, or only by chance. */
function bracketOf(reading: Reading, { runs, strata, ends }: BracketRequest): readonly Bracket[] {
  const [allAge, fresh] = bracketEnds.map((end) => compareRuns(runs, ends[end].runs, [reading], strata)[0]);
  const { value, low, high } = estimate(groupRuns(runs, strata), reading);
  if (value === null) return [];
  const isTold = [allAge, fresh].some(({ difference, interval }) => {
    if (difference === null || (interval !== null && interval.low <= 0 && interval.high >= 0)) return false;
    if (low === null || high === null) return Math.abs(difference) > shareToTell * Math.abs(value);
    return value + difference < low || value + difference > high;
  });
  if (!isTold) return [];
  const { name, field, unit } = reading;
  const at = ({ difference }: ReadingComparison) => value + (difference ?? 0);
  const estimates = low !== null &&
    high !== null && {
      estimates: {
        allAge: movedBy(allAge, value, { low, high }),
        fresh: movedBy(fresh, value, { low, high }),
      },
    };
  return [{ name, field, unit, value, allAge: at(allAge), fresh: at(fresh), ...estimates }];
}

/** A prediction moved by a paired difference; what is uncertain about both adds up as independent errors do. */
function movedBy({ difference, interval }: ReadingComparison, value: number, { low, high }: Interval): Estimate {
  const by = difference ?? 0;
  const [below, above] = interval === null ? [0, 0] : [by - interval.low, interval.high - by];
  return {
    ...alone(value + by),
    low: Math.max(0, value + by - Math.hypot(value - low, below)),
    high: value + by + Math.hypot(high - value, above),
  };
}
