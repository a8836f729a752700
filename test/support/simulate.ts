import { type Bill, bill } from "../../sim/cost/bill.js";
import { savingsPlan } from "../../sim/cost/cost-shape.js";
import type { Replication, ServiceReplication } from "../../sim/outcome/replication.js";
import { run } from "../../sim/run.js";
import type { ReadScenario } from "../../sim/scenario/index.js";
import { Histogram } from "../../sim/statistics/index.js";
import { Clock } from "../../workload/clock.js";
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
export function billOf({ scenario, data }: ReadScenario, { usage }: Replication): Bill {
  const { monthly } = new Clock(scenario.clock);
  const { region, prices } = scenario;
  const options = { region, discount: prices.discount, savingsPlan: savingsPlan(prices), monthly };
  return bill(usage, data.prices(scenario).book, options);
}

/** The only service of a replication. */
export function onlyService({ services }: Replication): ServiceReplication {
  const [service, ...others] = Object.values(services);
  if (others.length > 0) throw new Error("more than one service");
  return service;
}

/** Latencies of a service's answers and timeouts, in microseconds. */
export function latencyOf(service: ServiceReplication): Histogram {
  return Histogram.from(service.latency);
}

/** How every request of a service ended, added up; equals what arrived. */
export function endsOf({ requests }: ServiceReplication): number {
  const { completed, degraded, unfinished, failedBy } = requests;
  return Object.values(failedBy).reduce((sum, count) => sum + count, completed + degraded + unfinished);
}
