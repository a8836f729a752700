import type { LatencyFacts } from "./aspects/latency.js";
import { INTERRUPTED } from "./ends.js";
import type { MinuteColumns, MinuteFacts } from "./facts.js";
import { type Column, MinuteTable } from "./minute-table.js";
import type { Recorder } from "./recorder.js";
import { LatencyWindow } from "./recorder.js";

type ColumnName = keyof MinuteColumns;

/** The minutes of a service that answers requests. Quantiles are of those that were answered or timed out in the minute. */
export class RequestMinutes {
  /** For each latency limit: requests answered within it. */
  within: LatencyFacts["within"];
  readonly #table: MinuteTable<ColumnName>;
  readonly #recorder: Recorder;
  readonly #latencies: LatencyWindow;
  #closed = 0;
  /** Counts up to the last minute. */
  #before = { arrived: 0, completed: 0, degraded: 0, failed: 0, interrupted: 0 };

  constructor(recorder: Recorder, columns: readonly Column<ColumnName>[], minutes: number, limits: readonly number[]) {
    this.#table = new MinuteTable(columns, minutes);
    this.within = limits.map((limit) => ({ limit, answered: new Float64Array(minutes) }));
    this.#recorder = recorder;
    this.#latencies = new LatencyWindow(recorder);
  }

  /** Columns of all planned minutes; valid until `addRest`. */
  get columns(): MinuteColumns {
    return this.#table.columns;
  }

  /** Facts of the minutes that are over. */
  get soFar(): MinuteFacts {
    return { minutes: this.columns, latency: { within: this.within } };
  }

  /** Takes down a minute, the first being 0, with what `beside` tells of it; what ends after the last one is added to it. */
  close(minute: number, beside: Readonly<Partial<Record<ColumnName, number>>>): void {
    this.#count(minute);
    const { answers, all } = this.#latencies.advance();
    for (const { limit, answered } of this.within) answered[minute] = answers.countAtMost(limit);
    this.#table.set(minute, { p50Ms: all.quantile(0.5) / 1_000, p99Ms: all.quantile(0.99) / 1_000, ...beside });
    this.#closed = minute + 1;
  }

  /** Adds what has ended in the grace period after the last minute to that minute; of a run that ended early, keeps those it had. */
  addRest(): void {
    const last = Math.max(0, this.#closed - 1);
    this.#table.keep(last + 1);
    this.within = this.within.map(({ limit, answered }) => ({ limit, answered: answered.slice(0, last + 1) }));
    this.#count(last);
    const { answers } = this.#latencies.advance();
    for (const { limit, answered } of this.within) answered[last] += answers.countAtMost(limit);
  }

  #count(minute: number): void {
    const { arrived, completed, degraded, failed, failedBy } = this.#recorder;
    const now = { arrived, completed, degraded, failed, interrupted: failedBy[INTERRUPTED] };
    const before = this.#before;
    this.#table.add(minute, {
      arrived: now.arrived - before.arrived,
      completed: now.completed - before.completed,
      degraded: now.degraded - before.degraded,
      failed: now.failed - before.failed,
      interrupted: now.interrupted - before.interrupted,
    });
    this.#before = now;
  }
}
