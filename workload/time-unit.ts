import { z } from "zod";

const nanoseconds = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 } as const;

export type TimeUnit = keyof typeof nanoseconds;

/** The unit of times that are written as numbers. */
export function timeUnit() {
  return z.enum(["s", "ms", "us", "ns"]);
}

/** Nanoseconds of a unit, where one is known. */
export function nanosecondsOf(unit: TimeUnit | undefined): number | undefined {
  return unit && nanoseconds[unit];
}
