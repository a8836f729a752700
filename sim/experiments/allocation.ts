import type { DayRuns } from "../outcome/calendar.js";
import type { Outcome } from "../outcome/outcome.js";
import { groupRuns, type Run, sample } from "../outcome/runs.js";
import { Histogram } from "../statistics/index.js";
import { estimateMean } from "../statistics/moments.js";
import { sum } from "../statistics/sum.js";

/** A type of days: the work of simulating one day, and the scatter that one simulated day adds to a month. */
export interface DayShare {
  readonly days: number;
  /** Standard deviation of what a day tells, of which the month has `days`. */
  readonly scatter: number;
  /** Work of one simulated day: in any unit, the same for all types. */
  readonly work: number;
}

/** The work of a month by its days is at most this part of what a run through all of them would be. */
const workMost = 1 / 5;

/**
 * Number of days of each type to simulate in a replication, at least one: in proportion to days × scatter ÷ √work
 * (Neyman's allocation by cost, 1934), which makes the month's interval the narrowest for the work.
 */
export function allocated(types: readonly DayShare[]): readonly number[] {
  const ratios = types.map(({ days, scatter, work }) => (days * scatter) / Math.sqrt(work));
  const least = Math.min(...ratios.filter((ratio) => ratio > 0));
  if (!Number.isFinite(least)) return types.map(() => 1);
  const budget = workMost * sum(types.map(({ days, work }) => days * work));
  const counts = (scale: number) => ratios.map((ratio) => Math.max(1, Math.round(scale * ratio)));
  let scale = 1 / least;
  while (sum(counts(scale).map((count, at) => count * types[at].work)) > budget && scale * Math.max(...ratios) > 1) {
    scale *= 0.95;
  }
  return counts(scale);
}

/**
 * Work and scatter of each day type for the measure whose precision is asked: the cost of a month, or a service's p99.
 */
export function sharesOf(measure: string, { services }: Pick<Outcome, "services">, types: readonly DayRuns[]) {
  const service = Object.keys(services).find((name) => measure === `${name} p99`);
  const p99 = service === undefined ? null : (services[service].latencyMs?.p99.value ?? null);
  const value = service === undefined || p99 === null ? costOfRun : beyond(service, 1_000 * p99);
  return types.map(({ days, runs, strata }): DayShare => {
    const months = runs.length / Math.max(1, strata.length);
    const { standardError } = estimateMean(sample(groupRuns(runs, strata), value));
    const scatter = standardError * Math.sqrt(months);
    return { days, scatter: Number.isNaN(scatter) ? 0 : scatter, work: (workOf(runs) * runs.length) / months };
  });
}

function costOfRun({ bill }: Run): number {
  return bill.totalUsd;
}

/**
 * Number of requests slower than the month's p99 on a day, beyond one in a hundred: the amount by which the day moves
 * the p99.
 */
function beyond(service: string, limit: number): (run: Run) => number {
  return ({ replication }) => {
    const { latency } = replication.services[service];
    if (latency === undefined) return Number.NaN;
    const histogram = Histogram.from(latency.histogram);
    return histogram.count - histogram.countAtMost(limit) - 0.01 * histogram.count;
  };
}

/** Requests that a day has, and its minutes: what a simulation spends its time on. */
function workOf(runs: readonly Run[]): number {
  const works = runs.map(({ replication }) => {
    const requests = Object.values(replication.services).map((facts) => facts.requests?.arrived ?? 0);
    return sum(requests) + replication.usage.end / 60e6;
  });
  return sum(works) / works.length;
}
