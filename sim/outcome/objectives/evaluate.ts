import { minute } from "../../../scenarios/language/units/time.js";
import { arrivedQuantile, quantileRequestsMin, tellsQuantile } from "../../facts/aspects/latency.js";
import type { FailureCause } from "../../facts/aspects/requests.js";
import { findServiceMetric } from "../../facts/service-metrics.js";
import { type MetricUnit, units } from "../../facts/units.js";
import { proportionInterval } from "../../statistics/interval.js";
import { estimateMean } from "../../statistics/moments.js";
import { sum } from "../../statistics/sum.js";
import { meanLeftOut } from "../cost-outcome.js";
import { meanOf, mostOf, usualEvent } from "../estimate.js";
import type { ObjectiveOutcome } from "../outcome.js";
import { costReading, findCostMetric } from "../reading.js";
import { factsOf } from "../replication.js";
import { type Run, type RunGroup, sample } from "../runs.js";
import { judgeError } from "./error.js";
import { expandObjectives, type Limits, type Objective, type ServiceAspects } from "./objective.js";
import { arrivedIn, type Score, serviceScore, wholeRunScore } from "./score.js";
import {
  boundsWords,
  decideMean,
  decideShare,
  type FoundVerdict,
  isInside,
  type Judgement,
  judgement,
  margin,
  twoSidedLevel,
} from "./verdict.js";

/** What objectives are held against. */
export interface Evidence {
  readonly groups: readonly RunGroup[];
  readonly services: ServiceAspects;
  /** The local time of day of each minute of a run, in minutes. */
  readonly timeOfDay: (minute: number) => number;
  /** What nobody wrote and a service's requests may fail by or its size follows, in words. */
  readonly defaults?: DecidingDefaults | undefined;
  /** Simulations of the very arrivals of an observed run; without them no error can be told. */
  readonly sameArrivals?: readonly Run[] | undefined;
}

/** By service, in words: the defaults that stand behind its causes of failure, and those by which it is sized. */
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
  const { groups, services, timeOfDay, sameArrivals } = evidence;
  const { subject, limits } = objective;
  if (subject.kind === "error") {
    if (sameArrivals !== undefined)
      return judgeError(objective, { observed: groups[0].runs[0], sameArrivals, services: Object.keys(services) });
    return judgement({ verdict: "not evaluated", basis: null }, "needs a measured run to compare with");
  }
  if (subject.kind === "cost") {
    const metric = findCostMetric(objective.metric)!;
    const judged = judgeScore(objective, wholeRunScore(costReading(metric), limits), metric.unit, groups);
    if (judged.verdict === "not evaluated")
      return objective.metric === "perMonth" ? { ...judged, detail: noMonth(groups) } : judged;
    const detail = judged.verdict === "met" ? partialBill(judged, objective, groups) : judged.detail;
    return withWords({ ...judged, detail }, sizes(evidence, Object.keys(services)));
  }
  const metric = findServiceMetric(objective.metric)!;
  const service = subject.service!;
  const score = serviceScore(objective, service, metric, timeOfDay);
  const asksMean = objective.share === null && objective.sustained === null;
  const judged =
    metric.quantile !== undefined && asksMean
      ? judgeQuantile(objective, { service, p: metric.quantile }, score, groups)
      : judgeScore(objective, score, metric.unit, groups);
  if (judged.verdict === "not evaluated") return judged;
  const isOfRequests = metric.quantile !== undefined || metric.name === "errorRate";
  const [name] = service.split("/");
  return withWords(judged, [...(isOfRequests ? failures(service, evidence) : []), ...sizes(evidence, [name])]);
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
    const share = meanOf(groups, ({ replication }) => {
      const { requests } = factsOf(replication, service);
      return requests === undefined ? Number.NaN : requests.failedBy[cause as FailureCause] / requests.arrived;
    });
    return share > 0 ? [`${units.ratio.print(share)} failed by ${words}`] : [];
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

function judgeScore(objective: Objective, score: Score, unit: MetricUnit, groups: readonly RunGroup[]): Judgement {
  if (objective.sustained !== null || objective.share !== null) return judgeShare(objective, score, groups);
  const { limits } = objective;
  const { print } = units[unit];
  const strata = sample(groups, score.value);
  const decision = decideMean(strata, limits, usualEvent(groups, score.event));
  const value = estimateMean(strata).mean;
  if (Number.isNaN(value)) return judgement(decision, "");
  const told = print(value) + boundsWords(decision, print, mostOf(groups, score));
  return judgement(decision, told, value, margin(value, limits));
}

/** Whose quantile is asked for. */
interface AskedQuantile {
  readonly service: string;
  readonly p: number;
}

/** Decides by the share of arrived requests that missed the limit, and tells the quantile that it stands for. */
function judgeQuantile(
  { metric, limits, during }: Objective,
  { service, p }: AskedQuantile,
  score: Score,
  groups: readonly RunGroup[],
): Judgement {
  const facts = (run: Run) => factsOf(run.replication, service);
  const arrived = sum(groups.flatMap(({ runs }) => runs.map((run) => arrivedIn(facts(run)))));
  const strata = sample(groups, score.value);
  const missed = estimateMean(strata).mean;
  if (Number.isNaN(missed)) return judgement(decideMean(strata, score.limits), "");
  const decision = tellsQuantile(arrived, p)
    ? decideMean(strata, score.limits, usualEvent(groups, score.event))
    : decideFew(during === null && isSurelyMissed(missed, arrived, score.limits), arrived, p);
  const { print } = units.ratio;
  const misses = `${print(missed)} of arrived missed it${boundsWords(decision, print, 1)}`;
  const quantileOf = (run: Run) => {
    const { latency } = facts(run);
    return latency === undefined ? Number.NaN : arrivedQuantile(latency, arrivedIn(facts(run)), p);
  };
  const quantile = during === null ? meanOf(groups, quantileOf) : Number.NaN;
  if (!Number.isFinite(quantile)) {
    return judgement(decision, `${misses}, ${print(score.limits.max)} allowed`);
  }
  const told = `${metric} of arrived ${units.ms.print(quantile)}`;
  return judgement(decision, `${told} · ${misses}`, quantile, margin(quantile, limits));
}

/** Requests that are too few to say that a quantile holds may say that it does not: by the exact bound of their share. */
function isSurelyMissed(missed: number, arrived: number, { max }: Limits): boolean {
  return proportionInterval(Math.round(missed * arrived), arrived, twoSidedLevel).low > max;
}

function decideFew(isMissed: boolean, arrived: number, p: number): FoundVerdict {
  if (isMissed) return { verdict: "missed", basis: null };
  const needed = quantileRequestsMin(p).toLocaleString("en-US");
  return { verdict: "undecided", basis: `${arrived.toLocaleString("en-US")} requests; ${needed} are needed` };
}

/** The share of runs without a sustained breach that `for 5m` asks where the objective names none. */
const usualShare = 0.95;

/** Every run holds or does not; the share of those that hold decides. */
function judgeShare(objective: Objective, score: Score, groups: readonly RunGroup[]): Judgement {
  const required = objective.share ?? usualShare;
  const strata = sample(groups, (run) => holds(objective, score, run));
  const decision = decideShare(strata, required);
  const share = estimateMean(strata).mean;
  if (Number.isNaN(share)) return judgement(decision, "");
  const { print } = units.ratio;
  const asked = objective.share === null ? `, ${print(required)} asked` : "";
  const told = `holds in ${print(share)} of replications${asked}`;
  return judgement(decision, told + longestBreachWords(objective, score, groups), share, share - required);
}

function holds({ sustained }: Objective, score: Score, run: Run): number {
  if (sustained !== null) {
    const longest = score.longestBreach(run);
    return Number.isNaN(longest) ? longest : Number(longest * minute < sustained);
  }
  const value = score.value(run);
  return Number.isNaN(value) ? value : Number(isInside(value, score.limits));
}

function longestBreachWords({ sustained }: Objective, score: Score, groups: readonly RunGroup[]): string {
  if (sustained === null) return "";
  const longest = Math.max(...groups.flatMap(({ runs }) => runs.map(score.longestBreach)));
  return ` · longest breach ${units.min.print(longest)}`;
}
