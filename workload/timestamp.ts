import { z } from "zod";

const dateAndTime =
  /^(\d{4})([-/])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:\.(\d{1,9}))?)?\s*(?:(Z|UTC)|([+-])(\d{2}):?(\d{2}))?$/;

/** Smallest value, in microseconds, that counts as Unix time rather than a count from some other start: in 1973. */
const unixMin = 1e14;

/**
 * An instant in whole microseconds from "2023-11-16 18:17:03.97" (UTC unless it has an offset) or from Unix time; NaN
 * otherwise. `unit` is the unit of numbers in nanoseconds, if that is known.
 */
export function timestampMicros(written: string, unit?: number): number {
  const text = written.trim();
  const match = dateAndTime.exec(text);
  if (!match) return text === "" ? Number.NaN : numberMicros(Number(text), unit);
  const [year, , month, day, hour, minute, second] = match.slice(1, 8).map((part) => Number(part ?? 0));
  const fraction = Math.round(Number(`0.${match[8] ?? 0}`) * 1e6);
  const offsetMinutes = match[10] ? Number(`${match[10]}1`) * (Number(match[11]) * 60 + Number(match[12])) : 0;
  return Date.UTC(year, month - 1, day, hour, minute - offsetMinutes, second) * 1_000 + fraction;
}

/** Whether a date and time has no offset, so that it needs a time zone; null when the text is not a date and time. */
export function isLocalTime(written: string): boolean | null {
  const match = dateAndTime.exec(written.trim());
  return match === null ? null : match[9] === undefined && match[10] === undefined;
}

/** Whether microseconds can be Unix time, rather than a count from some other start. */
export function isUnixTime(micros: number): boolean {
  return micros >= unixMin;
}

/**
 * Converts Unix time in seconds, milli-, micro- or nanoseconds; the size of the number tells which, from 1973 to the
 * year 5138.
 */
function numberMicros(time: number, unit: number | undefined): number {
  if (unit !== undefined) return Math.round(unit >= 1e3 ? time * (unit / 1e3) : time / (1e3 / unit));
  if (time < 1e11) return Math.round(time * 1e6);
  if (time < 1e14) return Math.round(time * 1e3);
  return Math.round(time < 1e17 ? time : time / 1e3);
}

const nanoseconds = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 } as const;

export type TimeUnit = keyof typeof nanoseconds;

/** The unit of times that are written as numbers. */
export function timeUnit() {
  return z.enum(["s", "ms", "us", "ns"]);
}

/** Nanoseconds in a unit; undefined without a unit. */
export function nanosecondsOf(unit: TimeUnit | undefined): number | undefined {
  return unit && nanoseconds[unit];
}
