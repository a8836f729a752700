import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { reviveScenario } from "../../sim/scenario/index.js";
import { Tables } from "../../workload/tables.js";
import { drivenDemands } from "../plan/driven.js";
import { LoadPlan } from "../plan/load-plan.js";
import type { Planned } from "../plan/planned.js";
import { loadFacts } from "../record/load-facts.js";
import { Measurement } from "../record/measurement.js";
import type { GeneratorSnapshot, MeasuredSnapshot } from "../record/snapshot.js";
import { Acknowledged, acknowledgedPart } from "./acknowledged.js";
import { type DriverFactories, DriverSet } from "./driver-set.js";
import type { Part } from "./order.js";
import { Pacer } from "./pacer.js";
import { SharedClock } from "./shared-clock.js";

/** One process's part of a load: its plan, its drivers and what they measure. */
export class Generator {
  readonly #clock = new SharedClock();
  readonly #plan: LoadPlan;
  readonly #measurement: Measurement;
  readonly #acknowledged: Acknowledged | null;
  readonly #drivers: DriverSet;
  readonly #pacer: Pacer;
  #gauge = new OwnUse();
  /** Time that requests in flight are given when the load ends early, in microseconds; null unless it does. */
  #grace: number | null = null;

  constructor(part: Part, factories: DriverFactories) {
    const { resolved, files, share, index, of, acknowledged } = part;
    const scenario = reviveScenario(resolved);
    const tables = new Tables((path) => files.get(path)!);
    const ownShare = { index: (share.index - 1) * of + index + 1, of: share.of * of };
    this.#plan = new LoadPlan({ scenario, tables, share: ownShare });
    const demands = drivenDemands(scenario, tables);
    this.#measurement = new Measurement(loadFacts(scenario, demands));
    this.#acknowledged =
      acknowledged === null ? null : new Acknowledged(acknowledgedPart(acknowledged, index), this.#measurement);
    const recorder = this.#acknowledged ?? this.#measurement;
    this.#drivers = new DriverSet({ factories, part, scenario, tables, now: this.#clock.now, recorder });
    const release = (planned: Planned, at: number) => this.#release(planned, at);
    this.#pacer = new Pacer({ next: () => this.#plan.next(), now: this.#clock.now, release });
  }

  /** Resolves when every driver can send at once. */
  open(): Promise<void> {
    return this.#drivers.open();
  }

  /** Releases the plan from time zero on and waits for the last answers; `end` cuts both short. */
  async run(zeroNs: bigint): Promise<void> {
    this.#clock.agree(zeroNs);
    this.#gauge.stop();
    this.#gauge = new OwnUse();
    await this.#pacer.run();
    await this.#drivers.lastAnswers(() => this.#grace !== null);
    await this.#drivers.close(this.#grace ?? 0);
    await this.#acknowledged?.close();
  }

  /** Stops releasing, and gives requests in flight `grace` microseconds. */
  end(grace: number): void {
    this.#grace = grace;
    this.#pacer.stop();
  }

  snapshot(): MeasuredSnapshot {
    return this.#measurement.snapshot({ counters: this.#drivers.counters, generator: this.#gauge.snapshot() });
  }

  #release(planned: Planned, at: number): void {
    if (planned.kind !== "session") this.#measurement.released(planned, at);
    this.#drivers.release(planned);
  }
}

/** Sampling interval in milliseconds. Node's delays include it. */
const resolution = 10;

/** Measures how busy this process is, from construction on. */
class OwnUse {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution });
  readonly #cpu = process.cpuUsage();
  readonly #startedAt = performance.now();

  constructor() {
    this.#delay.enable();
  }

  snapshot(): GeneratorSnapshot {
    const { user, system } = process.cpuUsage(this.#cpu);
    const elapsed = (performance.now() - this.#startedAt) * 1_000;
    return {
      processes: 1,
      cpuShare: elapsed > 0 ? (user + system) / elapsed : 0,
      eventLoopDelayP99Ms: delayMs(this.#delay.percentile(99)),
      eventLoopDelayMaxMs: delayMs(this.#delay.max),
    };
  }

  stop(): void {
    this.#delay.disable();
  }
}

function delayMs(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - resolution);
}
