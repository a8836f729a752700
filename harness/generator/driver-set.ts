import { setTimeout as sleep } from "node:timers/promises";
import { minute } from "../../scenarios/language/units/time.js";
import type { Scenario } from "../../sim/scenario/index.js";
import { classesOf, type DemandConfig, hasSessions } from "../../workload/demand-shape.js";
import type { Tables } from "../../workload/tables.js";
import { drivenDemands, drivenSeed, drivenWarmup } from "../plan/driven.js";
import type { Planned } from "../plan/planned.js";
import type { Driver, DriverContext, Recorder } from "./driver.js";
import { connectionsAtFirst } from "./expected-load.js";
import type { Part } from "./order.js";

const pollMs = 20;
/**
 * Time after the last release during which answers are awaited, in microseconds; a longer timeout of a request extends
 * it.
 */
const patienceMin = minute;

/** Whether a driver sends requests or holds sessions. */
export type Traffic = "request" | "session";

/** Makes the driver for each kind of traffic. */
export type DriverFactories = Readonly<Record<Traffic, (context: DriverContext) => Driver>>;

/** What the drivers of a process are made from. */
export interface DriverSetParts {
  readonly factories: DriverFactories;
  readonly part: Part;
  readonly scenario: Scenario;
  readonly tables: Tables;
  readonly now: () => number;
  readonly recorder: Recorder;
}

interface Entry {
  readonly traffic: Traffic;
  readonly service: string;
  readonly driver: Driver;
}

/** The drivers of one process: one for each service and kind of traffic in its demands. */
export class DriverSet {
  readonly #entries: readonly Entry[];
  readonly #now: () => number;
  readonly #patience: number;

  constructor(parts: DriverSetParts) {
    const timeouts = parts.scenario.demand.flatMap(classesOf).map(({ timeout }) => timeout ?? 0);
    this.#now = parts.now;
    this.#patience = Math.max(patienceMin, ...timeouts);
    const kinds = distinctKinds(parts.scenario.demand);
    const share = parts.part.connections / (parts.part.of * kinds.length);
    this.#entries = kinds.map(({ traffic, service }) => {
      const connections = Math.max(1, Math.floor(share));
      const opening = Math.min(connections, openingFor(service, parts));
      const driver = parts.factories[traffic](contextOf(parts, { traffic, service, connections, opening }));
      return { traffic, service, driver };
    });
  }

  get inFlight(): number {
    return this.#entries.reduce((sum, { driver }) => sum + driver.inFlight, 0);
  }

  /** Counters of the drivers, by service and name. */
  get counters(): Readonly<Record<string, Readonly<Record<string, number>>>> {
    const counters: Record<string, Record<string, number>> = {};
    for (const { service, driver } of this.#entries) {
      counters[service] ??= {};
      const sums = counters[service];
      for (const [name, count] of Object.entries(driver.counters)) sums[name] = (sums[name] ?? 0) + count;
    }
    return counters;
  }

  async open(): Promise<void> {
    await Promise.all(this.#entries.map(({ driver }) => driver.open()));
  }

  release(planned: Planned): void {
    const traffic = planned.kind === "request" ? "request" : "session";
    const entry = this.#entries.find((each) => each.traffic === traffic && each.service === planned.service);
    entry!.driver.release(planned);
  }

  /** Resolves when nothing is in flight any more, when the time for answers is over, or when `isOver` says so. */
  async lastAnswers(isOver: () => boolean): Promise<void> {
    const until = this.#now() + this.#patience;
    while (this.inFlight > 0 && this.#now() < until && !isOver()) await sleep(pollMs);
  }

  async close(grace: number): Promise<void> {
    await Promise.all(this.#entries.map(({ driver }) => driver.close(grace)));
  }
}

function distinctKinds(demand: readonly DemandConfig[]): readonly Omit<Entry, "driver">[] {
  const kinds = demand.map(
    (each) => ({ traffic: hasSessions(each) ? "session" : "request", service: each.to }) as const,
  );
  return kinds.filter(
    ({ traffic, service }, index) =>
      kinds.findIndex((other) => other.traffic === traffic && other.service === service) === index,
  );
}

/** Number of connections that this process's requests to a service need from the start. */
function openingFor(service: string, { scenario, tables, part }: DriverSetParts): number {
  const requests = new Set(scenario.demand.filter((each) => !hasSessions(each)).map(({ name }) => name));
  const demands = drivenDemands(scenario, tables).filter(({ name, to }) => to === service && requests.has(name));
  return Math.ceil(connectionsAtFirst(demands, -drivenWarmup(scenario), scenario.clock.duration) / part.of);
}

interface Share extends Pick<DriverContext, "service" | "connections" | "opening"> {
  readonly traffic: Traffic;
}

function contextOf(parts: DriverSetParts, { traffic, service, connections, opening }: Share): DriverContext {
  const { part, scenario, tables, now, recorder } = parts;
  const demand = scenario.demand.filter((each) => each.to === service && hasSessions(each) === (traffic === "session"));
  return {
    service,
    target: new URL(part.targets[service]),
    seed: drivenSeed(scenario),
    now,
    recorder,
    templates: new Map(demand.map(({ name, http }) => [name, http])),
    tables,
    environment: part.environment,
    connections,
    opening,
    staging: scenario.staging,
  };
}
