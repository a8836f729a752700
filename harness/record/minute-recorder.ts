import { minute as minuteTime } from "../../scenarios/language/units/time.js";
import { Histogram } from "../../sim/statistics/index.js";
import type { MinuteSnapshot } from "./snapshot.js";

type Row = { -readonly [Column in keyof MinuteSnapshot]: MinuteSnapshot[Column] } & { within: number[] };
type Count = "arrived" | "completed" | "degraded" | "failed" | "timedOut" | "interrupted";

/**
 * A service's minutes as the simulator keeps them: arrivals count when they were due, everything else when it ended,
 * and what ends after the last minute counts in the last. The histogram of one minute is open at a time.
 */
export class MinuteRecorder {
  readonly #rows: readonly Row[];
  #open = 0;
  #latency = new Histogram();

  constructor(duration: number, limits: number) {
    this.#rows = Array.from({ length: Math.ceil(duration / minuteTime) }, () => ({
      ...{ arrived: 0, completed: 0, degraded: 0, failed: 0, timedOut: 0, interrupted: 0 },
      latency: this.#latency.snapshot(),
      within: Array.from({ length: limits }, () => 0),
    }));
  }

  count(column: Count, at: number): void {
    this.#rows[this.#minuteOf(at)][column]++;
  }

  /** Counts an answer that is within the limit at index `from` and within all after it. */
  countWithin(from: number, at: number): void {
    const { within } = this.#rows[this.#minuteOf(at)];
    for (let limit = from; limit < within.length; limit++) within[limit]++;
  }

  recordLatency(latency: number, at: number): void {
    const minute = this.#minuteOf(at);
    if (minute !== this.#open) this.#turnTo(minute);
    this.#latency.record(latency);
  }

  snapshot(): readonly MinuteSnapshot[] {
    this.#close();
    return this.#rows.map((row) => ({ ...row, within: [...row.within] }));
  }

  #turnTo(minute: number): void {
    this.#close();
    this.#open = minute;
    this.#latency = Histogram.from(this.#rows[minute].latency);
  }

  #close(): void {
    this.#rows[this.#open].latency = this.#latency.snapshot();
  }

  #minuteOf(at: number): number {
    return Math.min(this.#rows.length - 1, Math.floor(at / minuteTime));
  }
}
