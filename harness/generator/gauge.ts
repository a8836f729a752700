import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import type { GeneratorSnapshot } from "../record/snapshot.js";

/** Milliseconds between looks; what Node reports counts them in. */
const resolution = 10;

/** Measures how hard this process works, from its making on. */
export class Gauge {
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
