import { setImmediate as breathe, setTimeout as sleep } from "node:timers/promises";
import type { Driver, DriverContext } from "../../../harness/generator/driver.js";
import { createHttpDriver } from "../../../harness/http/index.js";
import type { PlannedRequest } from "../../../harness/plan/planned.js";
import type { RequestEnd } from "../../../harness/record/ending.js";
import { demandShape } from "../../../workload/demand-shape.js";
import { Clock, clockShape, createDemands, Tables } from "../../../workload/index.js";
import type { RequestClass } from "../../../workload/requests.js";
import { requestTemplateShape, stagingShape } from "../../../workload/target.js";

export const ms = 1_000;
export const second = 1_000_000;

/** A request class, from a request as a scenario writes it. */
export function requestClass(request: object = {}): RequestClass {
  const config = demandShape.parse({
    name: "turns",
    to: "web",
    curve: "1/s",
    request: { steps: [{ cpu: "1ms" }], ...request },
  });
  const clock = new Clock(clockShape.parse({ duration: "1s", warmup: "0s" }));
  const context = { seed: 1, clock, tables: new Tables(() => ""), spikes: [], slowdowns: [] };
  return createDemands([config], context)[0].classes[0];
}

/** Makes `count` requests, evenly spaced. */
export function evenly(count: number, spacing: number, requestClass: RequestClass): PlannedRequest[] {
  return Array.from({ length: count }, (_, ordinal) => ({
    kind: "request",
    dueAt: ordinal * spacing,
    demand: "turns",
    service: "web",
    id: `turns-${String(ordinal).padStart(8, "0")}`,
    ordinal,
    class: requestClass,
    work: [{ kind: "cpu", duration: 1 * ms }],
  }));
}

export interface Ended extends RequestEnd {
  readonly planned: PlannedRequest;
}

interface DriveOptions {
  readonly http?: object;
  readonly connections?: number;
  readonly opening?: number;
}

/** A driver that is open at time zero, and what it recorded. */
export class Drive {
  readonly ended: Ended[] = [];
  /** When each request was released, by its number. */
  readonly releasedAt: number[] = [];
  readonly driver: Driver;
  #zero = process.hrtime.bigint();

  constructor(target: string, { http = {}, connections = 16, opening = connections }: DriveOptions = {}) {
    const context: DriverContext = {
      service: "web",
      target: new URL(target),
      seed: 7,
      now: () => this.now(),
      recorder: { record: (planned, end) => this.ended.push({ planned: planned as PlannedRequest, ...end }) },
      templates: new Map([["turns", requestTemplateShape.parse(http)]]),
      tables: new Tables(() => ""),
      environment: {},
      connections,
      opening,
      staging: stagingShape.parse({}),
    };
    this.driver = createHttpDriver(context);
  }

  now(): number {
    return Number(process.hrtime.bigint() - this.#zero) / 1_000;
  }

  /** Opens, releases every item of the plan when it is due, and closes; `during` runs meanwhile. */
  async run(plan: readonly PlannedRequest[], grace = 5 * second, during = async () => {}): Promise<readonly Ended[]> {
    await this.driver.open();
    this.#zero = process.hrtime.bigint();
    await Promise.all([this.#release(plan), during()]);
    await this.driver.close(grace);
    return this.ended;
  }

  async #release(plan: readonly PlannedRequest[]): Promise<void> {
    for (const planned of plan) {
      for (let wait = 1; wait > 0; ) {
        wait = planned.dueAt - this.now();
        await (wait > 0 ? sleep(Math.ceil(wait / ms)) : breathe());
      }
      this.releasedAt[planned.ordinal] = this.now();
      this.driver.release(planned);
    }
  }
}

/** How many requests ended in each way. */
export function ends(ended: readonly Ended[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { ending } of ended) counts[ending] = (counts[ending] ?? 0) + 1;
  return counts;
}

/** The quantile `share` of the time from due to end, in milliseconds. */
export function latencyMs(ended: readonly Ended[], share: number): number {
  const latencies = ended.map(({ planned, endedAt }) => (endedAt - planned.dueAt) / ms).toSorted((a, b) => a - b);
  return latencies[Math.ceil(share * latencies.length) - 1];
}
