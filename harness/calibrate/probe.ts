import { setTimeout as sleep } from "node:timers/promises";
import type { Scenario } from "../../sim/scenario/index.js";
import type { Tables } from "../../workload/tables.js";
import type { Recorder } from "../generator/driver.js";
import { DriverSet } from "../generator/driver-set.js";
import type { LoadOrder } from "../generator/order.js";
import { Pacer } from "../generator/pacer.js";
import { SharedClock } from "../generator/shared-clock.js";
import { createHttpDriver } from "../http/index.js";
import { LoadPlan } from "../plan/load-plan.js";
import type { PlannedWork } from "../plan/planned.js";
import type { RequestEnd } from "../record/ending.js";
import { createSocketDriver } from "../websocket/index.js";
import type { Entry } from "./entry.js";

/** What is needed to probe a target that the guard has allowed. */
export interface ProbeOrder {
  /** The scenario that `probeScenario` makes. */
  readonly scenario: Scenario;
  readonly tables: Tables;
  readonly order: LoadOrder;
  readonly signal: AbortSignal;
  /** Reads the CPU that the target has used so far, in microseconds. */
  readonly cpuUsed?: (() => number) | undefined;
}

/** What a probe saw in the measured time. */
export interface ProbeResult {
  readonly entries: readonly Entry[];
  /** From time zero to the last answer, in microseconds. */
  readonly elapsed: number;
  /** CPU that the target used in the measured time, in microseconds; null when it was not read. */
  readonly cpuUsed: number | null;
}

/** Time until the warm-up begins, in microseconds. */
const lead = 100_000;
/** Time that requests in flight are given when a probe stops, in microseconds. */
const grace = 300_000;

/**
 * Sends a scenario's requests on schedule with our own drivers and records how each ended. It runs in this process,
 * since few requests are sent. Rejects with TargetUnreachable.
 */
export async function probe({ scenario, tables, order, signal, cpuUsed }: ProbeOrder): Promise<ProbeResult> {
  const clock = new SharedClock();
  const book = new EntryBook(scenario.clock.duration);
  const drivers = new DriverSet({
    factories: { request: createHttpDriver, session: createSocketDriver },
    part: { ...order, index: 0, of: 1 },
    scenario,
    tables,
    now: clock.now,
    recorder: book,
  });
  await drivers.open();
  const plan = new LoadPlan({ scenario, tables, share: { index: 1, of: 1 } });
  const release = (planned: Parameters<DriverSet["release"]>[0]) => drivers.release(planned);
  const pacer = new Pacer({ next: () => plan.next(), now: clock.now, release });
  const stop = () => pacer.stop();
  signal.addEventListener("abort", stop);
  try {
    clock.agree(process.hrtime.bigint() + BigInt(scenario.clock.warmup + lead) * 1_000n);
    const usedBefore = cpuUsed && sleep((scenario.clock.warmup + lead) / 1_000).then(cpuUsed);
    if (!signal.aborted) await pacer.run();
    await drivers.lastAnswers(() => signal.aborted);
    const elapsed = clock.now();
    return { entries: book.entries, elapsed, cpuUsed: usedBefore ? cpuUsed() - (await usedBefore) : null };
  } finally {
    signal.removeEventListener("abort", stop);
    await drivers.close(grace);
  }
}

/** Records how each request ended that was due in the measured time. */
class EntryBook implements Recorder {
  readonly entries: Entry[] = [];
  readonly #duration: number;

  constructor(duration: number) {
    this.#duration = duration;
  }

  record({ dueAt }: PlannedWork, { sentAt, endedAt, ending }: RequestEnd): void {
    if (dueAt < 0 || dueAt >= this.#duration) return;
    const startedAt = sentAt ?? endedAt;
    const isAnswered = ending === "answered";
    this.entries.push({ startedAt, isExact: true, duration: endedAt - startedAt, isAnswered, server: "" });
  }
}
