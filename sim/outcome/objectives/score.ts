import type { TimeSpan } from "../../../scenarios/language/index.js";
import { minute } from "../../../scenarios/language/units/time.js";
import { arrivedQuantile, tellsQuantile } from "../../facts/aspects/latency.js";
import type { Facts, MinuteFacts } from "../../facts/facts.js";
import { allMinutes, type MinutePart, overMinutes, sumOverMinutes } from "../../facts/metric.js";
import { findServiceMetric, type ServiceMetric } from "../../facts/service-metrics.js";
import type { MetricUnit } from "../../facts/units.js";
import { sum } from "../../statistics/sum.js";
import { costReading, daysPerEvent, findCostMetric, type Reading, serviceReading } from "../reading.js";
import { factsOf } from "../replication.js";
import type { Run } from "../runs.js";
import { type Limits, limitInMicroseconds, type Objective } from "./objective.js";
import { isInside } from "./verdict.js";

/** The number that an objective asks of a single run or sample, and the limits for it. */
export interface Score<R = Run> {
  readonly limits: Limits;
  readonly value: (run: R) => number;
  /** The amount that one more event adds to the value. */
  readonly event: (run: R) => number;
  /** Upper bound of the value. */
  readonly most?: ((run: R) => number) | undefined;
  /** The longest stretch of breaching minutes on end; NaN where the run does not tell the metric. */
  readonly longestBreach: (run: R) => number;
  /**
   * For a quantile, whose value here is the share of requests that missed the limit: the number that arrived, and the
   * quantile itself.
   */
  readonly quantile?: {
    readonly p: number;
    readonly arrived: (run: R) => number;
    readonly of: (run: R) => number;
  };
}

/**
 * Whether some minutes of what a service has told so far break an objective: minutes on end where it says `for`, else all of
 * them together. A quantile of all of them is not judged until there are enough requests to tell it.
 */
export function isBroken(
  { metric, limits, sustained }: Objective,
  facts: MinuteFacts,
  minutes: readonly number[],
): boolean {
  const described = findServiceMetric(metric)!;
  const score = minuteScore(described, limits);
  const part = score.partOf!(facts);
  if (sustained !== null) return longestBreachOf(facts, part, score.limits, minutes) * minute >= sustained;
  const { quantile } = described;
  const arrived = () => sum(minutes.map((at) => facts.minutes.arrived[at]));
  if (quantile !== undefined && !tellsQuantile(arrived(), quantile)) return false;
  return breaches(overMinutes(facts, part, minutes), score.limits);
}

/** The number that an objective asks of each run, with its unit; null where only a measurement can show it. */
export function scoreOf(
  objective: Objective,
  timeOfDay: (minute: number) => number,
): { readonly score: Score; readonly unit: MetricUnit } | null {
  const { subject, limits } = objective;
  if (subject.kind === "error") return null;
  if (subject.kind === "cost") {
    const metric = findCostMetric(objective.metric)!;
    return { score: wholeRunScore(costReading(metric), limits), unit: metric.unit };
  }
  const metric = findServiceMetric(objective.metric)!;
  return { score: serviceScore(objective, subject.service!, metric, timeOfDay), unit: metric.unit };
}

/** A metric that single minutes are not asked for. */
function wholeRunScore({ value, event, most }: Reading, limits: Limits): Score {
  return { limits, value, event, most, longestBreach: () => 0 };
}

/**
 * A metric of a service. A latency quantile is scored by the share of *arrived* requests that were not answered within
 * the limit, so that shedding cannot improve it. `timeOfDay` is the local one of each minute of a run.
 */
function serviceScore(
  objective: Objective,
  service: string,
  metric: ServiceMetric,
  timeOfDay: (minute: number) => number,
): Score {
  const reading = serviceReading(service, metric);
  const { partOf, limits } = minuteScore(metric, objective.limits);
  if (partOf === undefined) return wholeRunScore(reading, limits);
  const told = (run: Run, of: (facts: Facts, chosen: readonly number[]) => number) => {
    const facts = factsOf(run.replication, service);
    if (facts[metric.aspect] === undefined) return Number.NaN;
    return of(facts, minutesDuring(facts, objective.during, timeOfDay));
  };
  const duringSome = (run: Run) => told(run, (facts, chosen) => overMinutes(facts, partOf(facts), chosen));
  const overAll = metric.quantile === undefined ? reading.value : missesOfArrived(service, objective.limits);
  return {
    ...(metric.quantile !== undefined && { quantile: quantileScore(service, metric.quantile) }),
    limits,
    event: metric.quantile === undefined ? reading.event : oneMiss(service),
    most: metric.quantile === undefined ? reading.most : () => 1,
    value: objective.during === null ? overAll : duringSome,
    longestBreach: (run) => told(run, (facts, chosen) => longestBreachOf(facts, partOf(facts), limits, chosen)),
  };
}

function quantileScore(service: string, p: number): NonNullable<Score["quantile"]> {
  const facts = (run: Run) => factsOf(run.replication, service);
  const of = (run: Run) => {
    const { latency } = facts(run);
    return latency === undefined ? Number.NaN : arrivedQuantile(latency, arrivedIn(facts(run)), p);
  };
  return { p, arrived: (run) => arrivedIn(facts(run)), of };
}

function longestBreachOf(facts: MinuteFacts, part: MinutePart, limits: Limits, chosen: readonly number[]): number {
  const isBreached = (at: number) => breaches(overMinutes(facts, part, [at]), limits);
  return longestBreach(chosen, isBreached, facts.minutes.dayBegin);
}

function breaches(value: number, limits: Limits): boolean {
  return !Number.isNaN(value) && !isInside(value, limits);
}

function minuteScore(
  { quantile, minute }: ServiceMetric,
  limits: Limits,
): { readonly partOf?: (facts: MinuteFacts) => MinutePart; readonly limits: Limits } {
  if (quantile === undefined) return { ...(minute && { partOf: () => minute }), limits };
  const limit = limitInMicroseconds(limits);
  // Answers are known by the minute in which they came: so is what they are a share of.
  const partOf = (facts: MinuteFacts): MinutePart => {
    const answered = answeredWithin(facts, limit);
    return ({ completed, degraded, failed }, at) => {
      const ended = completed[at] + degraded[at] + failed[at];
      return [ended - answered[at], ended];
    };
  };
  return { partOf, limits: { min: Number.NEGATIVE_INFINITY, max: missesAllowed(quantile) } };
}

/** The share of a run's arrived requests that were not answered within the limit, unfinished ones included. */
function missesOfArrived(service: string, limits: Limits): Score["value"] {
  return ({ replication }) => {
    const facts = factsOf(replication, service);
    if (facts.latency === undefined) return Number.NaN;
    const arrived = arrivedIn(facts);
    return (arrived - sumOverMinutes(answeredWithin(facts, limitInMicroseconds(limits)), facts)) / arrived;
  };
}

/** The share of requests that a quantile lets exceed its limit: 1 − p without rounding noise. */
export function missesAllowed(quantile: number): number {
  return Number((1 - quantile).toPrecision(12));
}

function oneMiss(service: string): Score["event"] {
  return ({ replication }) => {
    const facts = factsOf(replication, service);
    return daysPerEvent(facts) / arrivedIn(facts);
  };
}

/** Number of requests that arrived in a run; NaN where it records none. */
export function arrivedIn({ requests }: Facts): number {
  return requests?.arrived ?? Number.NaN;
}

function answeredWithin({ latency }: MinuteFacts, limit: number): Float64Array {
  const counted = latency?.within.find((one) => one.limit === limit);
  if (counted === undefined) throw new Error(`nobody counted the answers within ${limit} microseconds`);
  return counted.answered;
}

/** The minutes of a run inside a part of the day, or all of them; `timeOfDay` is the local one of each, in minutes. */
export function minutesDuring(
  facts: Facts,
  during: TimeSpan | null,
  timeOfDay: (minute: number) => number,
): readonly number[] {
  const all = allMinutes(facts);
  return during === null ? all : all.filter((minute) => isDuring(timeOfDay(minute), during));
}

function isDuring(timeOfDay: number, { from, to }: TimeSpan): boolean {
  return from < to ? timeOfDay >= from && timeOfDay < to : timeOfDay >= from || timeOfDay < to;
}

/** Whether a run of so many minutes could breach a sustained objective at all: enough of the minutes that it asks for lie on end. */
export function canBreach(
  { during, sustained }: Pick<Objective, "during" | "sustained">,
  minutes: number,
  timeOfDay: (minute: number) => number,
): boolean {
  const all = Array.from({ length: minutes }, (_, index) => index);
  const chosen = during === null ? all : all.filter((index) => isDuring(timeOfDay(index), during));
  return longestBreach(chosen, () => true) * minute >= Math.max(minute, sustained ?? 0);
}

/** The longest stretch of chosen minutes on end that breach; minutes that were not chosen end a stretch, and so does a day. */
export function longestBreach(
  chosen: readonly number[],
  isBreached: (minute: number) => boolean,
  dayBegin?: Float64Array,
): number {
  let [longest, stretch, expected] = [0, 0, -1];
  for (const minute of chosen) {
    const goesOn = minute === expected && dayBegin?.[minute] !== minute;
    stretch = isBreached(minute) ? (goesOn ? stretch : 0) + 1 : 0;
    longest = Math.max(longest, stretch);
    expected = minute + 1;
  }
  return longest;
}
