import { timestampMicros } from "../../../workload/timestamp.js";

/** An instant as a log tells it, in microseconds. */
export interface Instant {
  readonly at: number;
  /** Told to a part of a second. */
  readonly isExact: boolean;
}

/** Unix time in any unit, or date and time; null otherwise. */
export function instantOf(written: string): Instant | null {
  const text = written.trim();
  const at = timestampMicros(text);
  return Number.isFinite(at) ? { at, isExact: /\.\d|^\d{12}/.test(text) } : null;
}

/** When a request began that took so long, by when it ended. */
export function beginOf(ended: Instant, duration: number): { readonly startedAt: number; readonly isExact: boolean } {
  return { startedAt: ended.at - duration, isExact: ended.isExact };
}
