import { sum } from "../../statistics/sum.js";
import { replicationOf } from "../demand-replication.js";
import { type Measure, serviceMeasure } from "../metrics/measure.js";
import { type MinutePart, overMinutes, type ServiceMetric } from "../metrics/metric.js";
import type { ServiceMinutes } from "../replication.js";
import type { Run } from "../runs.js";
import { longestBreach, minutesDuring } from "./minutes.js";
import type { Limits, Objective } from "./objective.js";
import { isInside } from "./verdict.js";

/** What an objective asks of a single run: a number, and where it has to lie. */
export interface Score {
  readonly limits: Limits;
  readonly value: (run: Run) => number;
  /** What one more event adds to the value. */
  readonly event: (run: Run) => number;
  /** What it cannot exceed. */
  readonly most?: ((run: Run) => number) | undefined;
  /** The longest stretch of breaching minutes on end. */
  readonly longestBreach: (run: Run) => number;
}

/** A metric that single minutes are not asked for. */
export function wholeRunScore({ value, event, most }: Measure, limits: Limits): Score {
  return { limits, value, event, most, longestBreach: () => 0 };
}

/**
 * A metric of a service. A latency quantile is scored by the share of *arrived* requests that were not answered within
 * the limit, so that shedding cannot improve it. `timeOfDay` is the local one of each minute of a run.
 */
export function serviceScore(
  objective: Objective,
  service: string,
  metric: ServiceMetric,
  timeOfDay: (minute: number) => number,
): Score {
  const measure = serviceMeasure(service, metric);
  const { part, limits } = minuteScore(metric, objective.limits);
  if (part === undefined) return wholeRunScore(measure, limits);
  const minutesOf = (run: Run) => replicationOf(run.replication, service).minutes;
  const chosenOf = (run: Run) => minutesDuring(minutesOf(run), objective.during, timeOfDay);
  const duringSome = (run: Run) => overMinutes(minutesOf(run), part, chosenOf(run));
  const overAll = metric.quantile === undefined ? measure.value : missesOfArrived(service, objective.limits);
  return {
    limits,
    event: metric.quantile === undefined ? measure.event : oneMiss(service),
    most: metric.quantile === undefined ? measure.most : () => 1,
    value: objective.during === null ? overAll : duringSome,
    longestBreach: (run) =>
      longestBreach(chosenOf(run), (minute) => {
        const value = overMinutes(minutesOf(run), part, [minute]);
        return !Number.isNaN(value) && !isInside(value, limits);
      }),
  };
}

function minuteScore({ quantile, minute }: ServiceMetric, limits: Limits): { part?: MinutePart; limits: Limits } {
  if (quantile === undefined) return { part: minute, limits };
  const limit = limitInMicroseconds(limits);
  // Answers are known by the minute in which they came: so is what they are a share of.
  const part: MinutePart = (minutes, at) => {
    const ended = minutes.completed[at] + minutes.degraded[at] + minutes.failed[at];
    return [ended - answeredWithin(minutes, limit)[at], ended];
  };
  return { part, limits: { min: Number.NEGATIVE_INFINITY, max: missesAllowed(quantile) } };
}

/** The share of a run's arrived requests that were not answered within the limit, unfinished ones included. */
function missesOfArrived(service: string, limits: Limits): Score["value"] {
  return ({ replication }) => {
    const { requests, minutes } = replicationOf(replication, service);
    const answered = sum(answeredWithin(minutes, limitInMicroseconds(limits)));
    return (requests.arrived - answered) / requests.arrived;
  };
}

/** The share of requests that a quantile lets exceed its limit: 1 − p without rounding noise. */
export function missesAllowed(quantile: number): number {
  return Number((1 - quantile).toPrecision(12));
}

function oneMiss(service: string): Score["event"] {
  return ({ replication }) => 1 / replicationOf(replication, service).requests.arrived;
}

/** The limit of a latency objective as the world counts it. */
export function limitInMicroseconds({ max }: Limits): number {
  return Math.round(max * 1_000);
}

function answeredWithin(minutes: ServiceMinutes, limit: number): Float64Array {
  const counted = minutes.within.find((one) => one.limit === limit);
  if (counted === undefined) throw new Error(`nobody counted the answers within ${limit} microseconds`);
  return counted.answered;
}
