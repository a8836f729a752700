import { setTimeout as sleep } from "node:timers/promises";
import { reviveScenario, type Scenario } from "../../sim/scenario/index.js";
import { Tables } from "../../workload/tables.js";
import { EnvironmentProblem } from "../environment-problem.js";
import { drivenDemands, drivenWarmup } from "../plan/driven.js";
import { loadFacts } from "../record/load-facts.js";
import { Measurement } from "../record/measurement.js";
import { mergeMeasured } from "../record/merge.js";
import type { MeasuredSnapshot } from "../record/snapshot.js";
import { mergeAcknowledged } from "./acknowledged.js";
import { GeneratorChild } from "./child.js";
import type { LoadOrder, LoadResult, Part } from "./order.js";
import { SharedClock } from "./shared-clock.js";

const watchMs = 1_000;
/**
 * Time between the agreement on time zero and the first release, in microseconds: long enough for each process to hear
 * of it.
 */
const lead = 200_000;
/**
 * When a load ends early: the time that requests in flight are given, in microseconds, and the time in which the
 * processes have to send their last report, in milliseconds.
 */
const shortGrace = 300_000;
const farewellMs = 700;

const processEntry = new URL("./main.js", import.meta.url);

/** A generator process died. What had been measured by then is kept. */
export class GeneratorDied extends EnvironmentProblem {
  constructor(
    message: string,
    readonly partial: LoadResult,
  ) {
    super(message);
  }
}

/**
 * Drives a load with processes on this machine and returns their merged measurements. Rejects with TargetUnreachable
 * before time zero, and with GeneratorDied when a process is lost. `entry` is the module that is forked.
 */
export async function drive(order: LoadOrder, entry: URL = processEntry): Promise<LoadResult> {
  const load = new Load(order, entry);
  try {
    return await load.run();
  } finally {
    await load.dismiss();
    if (order.acknowledged !== null) await mergeAcknowledged(order.acknowledged, order.processes);
  }
}

class Load {
  readonly #order: LoadOrder;
  readonly #scenario: Scenario;
  readonly #clock = new SharedClock();
  readonly #children: readonly GeneratorChild[];
  #hasBegun = false;
  #aborted: string | null = null;
  /** When the load began, in milliseconds since 1970. */
  #begunMs: number | null = null;
  /** When the load was aborted, in microseconds since clock.start. */
  #abortedAt: number | null = null;
  #tellStopped: () => void = () => {};
  readonly #stopped = new Promise<void>((resolve) => {
    this.#tellStopped = resolve;
  });

  constructor({ signal, watch, begun, processes, ...part }: LoadOrder, entry: URL) {
    this.#order = { signal, watch, begun, processes, ...part };
    this.#scenario = reviveScenario(part.resolved);
    this.#children = Array.from({ length: processes }, (_, index): GeneratorChild => {
      const own: Part = { ...part, index, of: processes };
      return new GeneratorChild(entry, own);
    });
  }

  async run(): Promise<LoadResult> {
    const { signal } = this.#order;
    const onAbort = () => this.#stop(reasonOf(signal!));
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort);
    const timer = setInterval(() => this.#watch(), watchMs);
    try {
      await this.#untilDone();
      return this.#result();
    } catch (error) {
      throw this.#hasBegun && error instanceof EnvironmentProblem ? await this.#lost(error) : error;
    } finally {
      clearInterval(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.dismiss()));
  }

  async #untilDone(): Promise<void> {
    await Promise.race([this.#stopped, Promise.all(this.#children.map(({ opened }) => opened))]);
    if (this.#aborted === null) this.#begin();
    const done = Promise.all(this.#children.map((child) => child.done));
    await Promise.race([done, this.#stopped]);
    if (this.#aborted !== null) await this.#farewell();
  }

  #begin(): void {
    const zeroNs = process.hrtime.bigint() + BigInt(drivenWarmup(this.#scenario) + lead) * 1_000n;
    this.#clock.agree(zeroNs);
    this.#begunMs = Math.round(Date.now() - this.#clock.now() / 1_000);
    this.#hasBegun = true;
    for (const child of this.#children) child.tell({ kind: "begin", zeroNs });
    this.#order.begun?.(zeroNs);
  }

  #watch(): void {
    const measured = this.#measured();
    if (measured === null || this.#aborted !== null) return;
    const reason = this.#order.watch?.({ now: this.#clock.now(), measured }) ?? null;
    if (reason !== null) this.#stop(reason);
  }

  #stop(reason: string): void {
    if (this.#aborted !== null) return;
    this.#aborted = reason;
    this.#abortedAt = this.#clock.now();
    for (const child of this.#children) child.tell({ kind: "end", grace: shortGrace });
    this.#tellStopped();
  }

  /** Waits for the last report of the processes that can still send one. */
  async #farewell(): Promise<void> {
    const settled = Promise.allSettled(this.#children.map((child) => child.done));
    await Promise.race([settled, sleep(farewellMs, undefined, { ref: false })]);
  }

  async #lost({ message }: EnvironmentProblem): Promise<EnvironmentProblem> {
    this.#stop(message);
    await this.#farewell();
    return new GeneratorDied(message, this.#result());
  }

  #result(): LoadResult {
    const { duration } = this.#scenario.clock;
    const elapsed = Math.max(0, Math.min(this.#abortedAt ?? duration, duration));
    return {
      measured: this.#measured() ?? this.#nothing(),
      aborted: this.#aborted,
      elapsed,
      begunMs: this.#begunMs,
    };
  }

  #measured(): MeasuredSnapshot | null {
    const parts = this.#children.flatMap(({ measured }) => (measured === null ? [] : [measured]));
    return parts.length === 0 ? null : mergeMeasured(parts);
  }

  /** The measurement of a load that ended before any process reported. */
  #nothing(): MeasuredSnapshot {
    const tables = new Tables((path) => this.#order.files.get(path)!);
    const facts = loadFacts(this.#scenario, drivenDemands(this.#scenario, tables));
    const generator = { processes: this.#order.processes, cpuShare: 0, eventLoopDelayP99Ms: 0, eventLoopDelayMaxMs: 0 };
    return new Measurement(facts).snapshot({ counters: {}, generator });
  }
}

/** Ctrl-C aborts without a reason of its own; every other abort carries one. */
function reasonOf({ reason }: AbortSignal): string {
  return reason instanceof Error && reason.name !== "AbortError" ? reason.message : "stopped by the user";
}
