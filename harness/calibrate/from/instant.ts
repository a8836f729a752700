import { timestampMicros } from "../../../workload/timestamp.js";

/** An instant as a log tells it, in microseconds. */
export interface Instant {
  readonly at: number;
  /** Told to a part of a second. */
  readonly isExact: boolean;
}

/** Unix time in seconds, or in as many digits as its milli-, micro- or nanoseconds have today; date and time; null otherwise. */
export function instantOf(written: string): Instant | null {
  const text = written.trim();
  if (/^\d{13}$/.test(text)) return { at: Number(text) * 1_000, isExact: true };
  if (/^\d{16}$/.test(text)) return { at: Number(text), isExact: true };
  if (/^\d{19}$/.test(text)) return { at: Math.round(Number(text) / 1_000), isExact: true };
  const at = timestampMicros(text);
  return Number.isFinite(at) ? { at, isExact: /\.\d/.test(text) } : null;
}

/** When a request began that took so long, by when it ended. */
export function beginOf(ended: Instant, duration: number): { readonly startedAt: number; readonly isExact: boolean } {
  return { startedAt: ended.at - duration, isExact: ended.isExact };
}
