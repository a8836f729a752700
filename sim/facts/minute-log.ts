import { INTERRUPTED, TIMEOUT } from "./ends.js";
import { LatencyWindow } from "./latency-window.js";
import type { Recorder } from "./recorder.js";

/** What a fleet looks like at the end of a minute; `cpu` and `memory` are shares over it, NaN without a running task. */
export interface FleetMinute {
  readonly desired: number;
  readonly running: number;
  readonly spot: number;
  readonly cpu: number;
  readonly memory: number;
}

const columns = [
  "arrived",
  "completed",
  "degraded",
  "failed",
  "timedOut",
  "interrupted",
  "p50",
  "p99",
  "desired",
  "running",
  "spot",
  "cpu",
  "memory",
] as const;
type Column = (typeof columns)[number];

/** A service's minutes: a row each, as columns. Quantiles are of the requests that were answered or timed out in the minute. */
export class MinuteLog {
  /** Of every planned minute, until `addRest`. */
  minutes: Readonly<Record<Column, Float64Array>>;
  /** For each latency limit: how many requests were answered within it. */
  within: readonly { readonly limit: number; readonly answered: Float64Array }[];
  #closed = 0;
  readonly #recorder: Recorder;
  readonly #latencies: LatencyWindow;
  /** Counts up to the last minute. */
  readonly #before = { arrived: 0, completed: 0, degraded: 0, failed: 0, timedOut: 0, interrupted: 0 };

  constructor(recorder: Recorder, minutes: number, limits: readonly number[]) {
    this.minutes = eachColumn(() => new Float64Array(minutes));
    this.within = limits.map((limit) => ({ limit, answered: new Float64Array(minutes) }));
    this.#recorder = recorder;
    this.#latencies = new LatencyWindow(recorder);
  }

  /** Takes down a minute, the first being 0; what ends after the last one is added to it. */
  close(minute: number, fleet: FleetMinute): void {
    this.#count(minute);
    this.#measure(minute);
    for (const [column, value] of Object.entries(fleet) as [keyof FleetMinute, number][]) {
      this.minutes[column][minute] = value;
    }
    this.#closed = minute + 1;
  }

  /** Adds what has ended in the grace period after the last minute to that minute; of a run that ended early, keeps those it had. */
  addRest(): void {
    const last = Math.max(0, this.#closed - 1);
    const kept = this.minutes;
    this.minutes = eachColumn((column) => kept[column].slice(0, last + 1));
    this.within = this.within.map(({ limit, answered }) => ({ limit, answered: answered.slice(0, last + 1) }));
    this.#count(last);
    const { answers } = this.#latencies.advance();
    for (const { limit, answered } of this.within) answered[last] += answers.countAtMost(limit);
  }

  #count(minute: number): void {
    const { arrived, completed, degraded, failed, failedBy } = this.#recorder;
    const timedOut = failedBy[TIMEOUT];
    const interrupted = failedBy[INTERRUPTED];
    const now = { arrived, completed, degraded, failed, timedOut, interrupted };
    for (const key of Object.keys(now) as (keyof typeof now)[]) {
      this.minutes[key][minute] += now[key] - this.#before[key];
      this.#before[key] = now[key];
    }
  }

  #measure(minute: number): void {
    const { answers, all } = this.#latencies.advance();
    for (const { limit, answered } of this.within) answered[minute] = answers.countAtMost(limit);
    this.minutes.p50[minute] = all.quantile(0.5);
    this.minutes.p99[minute] = all.quantile(0.99);
  }
}

function eachColumn(of: (column: Column) => Float64Array): Readonly<Record<Column, Float64Array>> {
  return Object.fromEntries(columns.map((column) => [column, of(column)])) as Record<Column, Float64Array>;
}
