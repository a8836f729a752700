import type { FailureCause } from "../../facts/aspects/requests.js";
import { isSeen, plusMinus } from "../../facts/estimates.js";
import { findServiceMetric } from "../../facts/service-metrics.js";
import { units } from "../../facts/units.js";
import type { DayRuns } from "../calendar.js";
import { meanLeftOut } from "../cost-outcome.js";
import { estimate } from "../estimate.js";
import type { ObjectiveOutcome } from "../outcome.js";
import { factsOf } from "../replication.js";
import type { Run, RunGroup } from "../runs.js";
import { judgeError } from "./error.js";
import { daysHeld, judgeMonths, judgeScore } from "./judge.js";
import { expandObjectives, type Objective, type ServiceAspects } from "./objective.js";
import { scoreOf } from "./score.js";
import { type Judgement, judgement } from "./verdict.js";

/** The runs that objectives are judged by. */
export interface Evidence {
  readonly groups: readonly RunGroup[];
  readonly services: ServiceAspects;
  /** The local time of day of each minute of a run, in minutes. */
  readonly timeOfDay: (minute: number) => number;
  /** Defaults that failures or sizes of services depend on, in words. */
  readonly defaults?: DecidingDefaults | undefined;
  /** Simulations of the very arrivals of an observed run; without them no error can be told. */
  readonly sameArrivals?: readonly Run[] | undefined;
  /** For months composed of days: those days, by type. */
  readonly days?: readonly DayRuns[] | undefined;
}

/** By service, in words: defaults that decide its causes of failure, and defaults that decide its size. */
export type DecidingDefaults = Readonly<Record<string, ServiceDefaults>>;

interface ServiceDefaults {
  readonly failures: Readonly<Partial<Record<FailureCause, string>>>;
  readonly size: string | null;
}

/** The verdict on every objective, in the order they were written. */
export function evaluateObjectives(objectives: readonly Objective[], evidence: Evidence): readonly ObjectiveOutcome[] {
  return expandObjectives(objectives, evidence.services).map((objective) => ({
    objective: objective.text,
    severity: objective.severity,
    ...judge(objective, evidence),
  }));
}

/** The objectives of a measurement that is invalid: it is of the load generator, so that nothing is met or missed. */
export function unjudged(objectives: readonly ObjectiveOutcome[]): readonly ObjectiveOutcome[] {
  const detail = "the measurement is invalid: see the audit of its load";
  return objectives.map((objective) => ({ ...objective, verdict: "not evaluated", value: null, margin: null, detail }));
}

function judge(objective: Objective, evidence: Evidence): Judgement {
  const { groups, services, timeOfDay, sameArrivals, days } = evidence;
  const { subject } = objective;
  const asked = scoreOf(objective, timeOfDay);
  if (asked === null) {
    if (sameArrivals !== undefined)
      return judgeError(objective, { observed: groups[0].runs[0], sameArrivals, services: Object.keys(services) });
    return judgement({ verdict: "not evaluated", basis: null }, "needs a measured run to compare with");
  }
  const judged =
    days !== undefined && objective.sustained !== null
      ? judgeMonths(objective, asked.score, daysHeld(objective, asked.score, days), groups)
      : judgeScore(objective, asked.score, asked.unit, groups);
  if (subject.kind === "cost") {
    if (judged.verdict === "not evaluated")
      return objective.metric === "perMonth" ? { ...judged, detail: noMonth(groups) } : judged;
    const detail = judged.verdict === "met" ? partialBill(judged, objective, groups) : judged.detail;
    return withWords({ ...judged, detail }, sizes(evidence, Object.keys(services)));
  }
  if (judged.verdict === "not evaluated" || subject.kind !== "service") return judged;
  const metric = findServiceMetric(objective.metric)!;
  const isOfRequests = metric.quantile !== undefined || metric.name === "errorRate";
  const [name] = subject.service!.split("/");
  return withWords(judged, [...(isOfRequests ? failures(subject.service!, evidence) : []), ...sizes(evidence, [name])]);
}

/** A verdict names the defaults behind it, met or not: they decide it as much as what was written. */
function withWords(judged: Judgement, words: readonly string[]): Judgement {
  return { ...judged, detail: [judged.detail, ...words].filter(Boolean).join(" · ") };
}

/** The defaults by which services are sized. */
function sizes({ defaults }: Evidence, services: readonly string[]): readonly string[] {
  return services.flatMap((service) => defaults?.[service]?.size ?? []);
}

/** The defaults by which requests failed. */
function failures(service: string, { groups, defaults }: Evidence): readonly string[] {
  return Object.entries(defaults?.[service.split("/")[0]]?.failures ?? {}).flatMap(([cause, words]) => {
    const share = estimate(groups, {
      value: ({ replication }) => {
        const { requests } = factsOf(replication, service);
        return requests === undefined ? Number.NaN : requests.failedBy[cause as FailureCause] / requests.arrived;
      },
      event: () => 0,
    });
    return isSeen(share) ? [`${plusMinus(share, units.ratio.print)} failed by ${words}`] : [];
  });
}

/** A budget that is met by a bill with things left out: they are named, and what they may come to. */
function partialBill({ detail, margin }: Judgement, { metric }: Objective, groups: readonly RunGroup[]): string {
  const leftOut = meanLeftOut(groups);
  if (leftOut.length === 0) return detail;
  const names = leftOut.map(({ item }) => item).join(", ");
  const usd = leftOut.reduce(
    (sum, one) => sum + ((metric === "perMonth" ? one.perMonthUsd : one.usd) ?? Number.NaN),
    0,
  );
  const about =
    metric === "perThousandRequests" || Number.isNaN(usd) ? "" : `, some ${units.USD.print(usd)} at typical values`;
  const isMissedWith = margin !== null && usd > margin ? ", with which it would be missed" : "";
  return `${detail} · on a bill without ${names}${about}${isMissedWith}`;
}

/** Why there is no cost of a month to judge. */
function noMonth(groups: readonly RunGroup[]): string {
  const [first] = groups.flatMap(({ runs }) => runs);
  return `no monthly figure: ${first.bill.perMonthBasis}`;
}
