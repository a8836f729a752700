import { z } from "zod";
import { duration, timeOfDay } from "../scenarios/language/index.js";
import { type Unit, unit } from "../scenarios/language/units/unit.js";
import type { Clock } from "./clock.js";

/** A moment of a run: microseconds since its start, or minutes since local midnight. */
export type Instant = { readonly sinceStart: number } | { readonly timeOfDay: number };

/** A moment written as a duration since the start ("15m") or as a local time of day ("02:00", the first one after the start). */
export function instant(): Unit<Instant> {
  return unit<Instant>({
    expected: "a duration since the start such as 15m, or a local time of day such as 02:00",
    examples: ["15m", "02:00"],
    json: { type: ["string", "number"] },
    value: z.union([z.strictObject({ sinceStart: z.number() }), z.strictObject({ timeOfDay: z.number() })]),
    read: readInstant,
    write: (value) =>
      "sinceStart" in value ? duration().encode(value.sinceStart) : timeOfDay().encode(value.timeOfDay),
  });
}

/** The microseconds since clock.start at which a moment falls. */
export function instantOf(moment: Instant, clock: Clock): number {
  return "sinceStart" in moment ? moment.sinceStart : clock.firstAt(moment.timeOfDay);
}

function readInstant(written: unknown): Instant | undefined {
  const time = timeOfDay().safeDecode(written);
  if (time.success) return { timeOfDay: time.data };
  const since = duration().safeDecode(written);
  return since.success ? { sinceStart: since.data } : undefined;
}
