import type { Bill } from "../../sim/cost/bill.js";
import { price } from "../../sim/experiments/price.js";
import type { AspectFacts, Facts, ServiceFields } from "../../sim/facts/facts.js";
import type { MinuteSeries, ServiceOutcome } from "../../sim/outcome/outcome.js";
import type { Replication } from "../../sim/outcome/replication.js";
import { run } from "../../sim/run.js";
import type { ReadScenario } from "../../sim/scenario/index.js";
import { Histogram } from "../../sim/statistics/index.js";
import { readGood } from "../scenario/reader.js";

/** A scenario that must be good; what is wrong with it ends the test. */
export function scenario(yaml: string, files: Readonly<Record<string, string>> = {}): ReadScenario {
  return readGood(yaml, { files });
}

/** One replication on this thread, with crunches as they come. */
export function simulate(read: ReadScenario, index = 0): Replication {
  return run(read.scenario, { index, tables: read.data.tables, stratum: null, crunches: new Map() });
}

/** Replications 0 to `count` − 1. */
export function replications(read: ReadScenario, count: number): readonly Replication[] {
  return Array.from({ length: count }, (_, index) => simulate(read, index));
}

/** What a replication costs in the scenario's region. */
export function billOf(read: ReadScenario, replication: Replication): Bill {
  return price(read, [replication])[0].bill;
}

/** What a run tells of a service that tells every aspect, as request services do. */
export type WholeFacts = Facts & Readonly<AspectFacts>;

/** The only service of a replication. */
export function onlyService({ services }: Replication): WholeFacts {
  const [service, ...others] = Object.values(services);
  if (others.length > 0) throw new Error("more than one service");
  return service as WholeFacts;
}

/** A service of an outcome that tells every aspect, and its minutes all columns. */
export function whole(service: ServiceOutcome): ServiceOutcome & ServiceFields & { series: Required<MinuteSeries> } {
  return service as ReturnType<typeof whole>;
}

/** The work that came to a service, whatever its kind calls it: how much, how much of it ended, and how much was left open. */
export function workOf(facts: Facts): { arrived: number; ended: number; unfinished: number; byMinute: Float64Array } {
  const { requests, runs, jobs, minutes } = facts;
  if (jobs !== undefined) {
    const ended = jobs.done + jobs.failed + jobs.lost;
    return { arrived: jobs.begun, ended, unfinished: jobs.begun - ended, byMinute: Float64Array.of(jobs.begun) };
  }
  if (runs === undefined) {
    const { arrived, unfinished } = requests!;
    return { arrived, ended: endsOf({ requests: requests! }) - unfinished, unfinished, byMinute: minutes.arrived };
  }
  const { arrived, succeeded, failedBy, neverResolved, unfinished } = runs;
  const failed = Object.values(failedBy).reduce((sum, count) => sum + count, 0);
  return { arrived, ended: succeeded + failed, unfinished: unfinished + neverResolved, byMinute: minutes.runsArrived };
}

/** Latencies of a service's answers and timeouts, in microseconds. */
export function latencyOf({ latency }: Pick<WholeFacts, "latency">): Histogram {
  return Histogram.from(latency.histogram);
}

/** How every request of a service ended, added up; equals what arrived. */
export function endsOf({ requests }: Pick<WholeFacts, "requests">): number {
  const { completed, degraded, unfinished, failedBy } = requests;
  return Object.values(failedBy).reduce((sum, count) => sum + count, completed + degraded + unfinished);
}
