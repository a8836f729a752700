import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { duration, timeOfDay } from "../scenarios/language/index.js";
import { type Unit, unit } from "../scenarios/language/units/unit.js";
import type { Clock } from "./clock.js";
import { CronSchedule, cron } from "./cron.js";
import { localStart } from "./zone.js";

/** A moment of a run: microseconds since its start, minutes since local midnight, or a local date and time. */
export type Instant = { readonly sinceStart: number } | { readonly timeOfDay: number } | { readonly local: string };

/**
 * A moment written as a duration since the start ("15m"; "-15m" is before it), as a local time of day ("02:00", the
 * first one after the start), or as a local date and time.
 */
export function instant(): Unit<Instant> {
  return unit<Instant>({
    expected:
      "a duration since the start such as 15m (-15m before it), a local time of day such as 02:00, or a date and time such as 2026-03-18T20:00",
    examples: ["15m", "-15m", "02:00", "2026-03-18T20:00"],
    json: { type: ["string", "number"] },
    value: z.union([
      z.strictObject({ sinceStart: z.number() }),
      z.strictObject({ timeOfDay: z.number() }),
      z.strictObject({ local: z.string() }),
    ]),
    read: readInstant,
    write: (value) => {
      if ("local" in value) return value.local;
      if ("timeOfDay" in value) return timeOfDay().encode(value.timeOfDay);
      const since = duration().encode(Math.abs(value.sinceStart));
      return value.sinceStart < 0 ? `-${since}` : since;
    },
    hint: (written) => (/^\d{4}-\d{2}-\d{2}$/.test(String(written)) ? `add the time: ${written}T00:00` : undefined),
  });
}

/** The microseconds since clock.start at which a moment falls. */
export function instantOf(moment: Instant, clock: Clock): number {
  if ("sinceStart" in moment) return moment.sinceStart;
  if ("timeOfDay" in moment) return clock.firstAt(moment.timeOfDay);
  const { epochMilliseconds } = Temporal.PlainDateTime.from(moment.local).toZonedDateTime(clock.timezone);
  return (epochMilliseconds - clock.startEpochMs) * 1_000;
}

function readInstant(written: unknown): Instant | undefined {
  const time = timeOfDay().safeDecode(written);
  if (time.success) return { timeOfDay: time.data };
  const local = localStart().safeDecode(written);
  if (local.success) return { local: local.data };
  const before = typeof written === "string" ? /^\s*[-−](.*)$/s.exec(written) : null;
  const since = duration().safeDecode(before ? before[1] : written);
  return since.success ? { sinceStart: before ? 0 - since.data : since.data } : undefined;
}

/** When something happens: once (`at`), again and again (`cron`), or both. */
export const momentKeys = {
  at: instant().optional().describe("The moment at which it happens."),
  cron: cron.optional().describe("When it happens repeatedly; in addition to at, or instead of it."),
};

/** The values of those keys. */
export type When = Partial<Record<"lasts", number>> & z.output<z.ZodObject<typeof momentKeys>>;

/** Check for a refinement: whether a moment is given. */
export const hasMoment = ({ at, cron }: { at?: unknown; cron?: unknown }) => at !== undefined || cron !== undefined;

/** Largest number of moments of a cron expression in one run, since each takes a tenth of a millisecond to find. */
export const momentsMost = 10_000;

/**
 * The moments whose effect reaches into the run or its warm-up, in order; only the first `momentsMost` of very many.
 */
export function momentsOf({ at, cron, lasts = 0 }: When, clock: Clock): readonly number[] {
  const once = at === undefined ? [] : [instantOf(at, clock)];
  if (cron === undefined) return once;
  const schedule = new CronSchedule(cron, clock);
  const { from, to } = clock.horizon;
  const due: number[] = [];
  for (let next = schedule.nextAfter(from - lasts); next < to; next = schedule.nextAfter(next)) {
    if (due.push(next) >= momentsMost) break;
  }
  return [...new Set([...once, ...due])].sort((a, b) => a - b);
}
