import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { duration } from "../scenarios/language/index.js";
import type { Horizon } from "./curves/segments.js";
import { LocalTime } from "./local-time.js";
import { type Month, monthOf, represents } from "./month.js";
import { localStart, timezone } from "./zone.js";

/** When a run begins, how long it lasts and what part of a month it stands for. */
export const clockShape = z.strictObject({
  start: localStart().prefault("2026-03-02T00:00").describe("The local date and time at which a run begins."),
  duration: duration({ min: 1 }).prefault("24h").describe("How long a run lasts, without its warm-up."),
  timezone: timezone().prefault("UTC").describe("The time zone of every local time in the scenario."),
  warmup: duration()
    .prefault("30m")
    .describe("Simulated time before the start, so that the fleet is busy when the run begins; no figure includes it."),
  represents: represents()
    .optional()
    .describe("What part of a month a run stands for; left out, whole days stand for all days."),
});

export type ClockConfig = z.output<typeof clockShape>;

/** Longest run, in microseconds: a leap year. The curves of a longer run would fill the memory. */
export const runLongest = 366 * 86_400_000_000;

/** Whether a run is so long that nothing should be computed from it. */
export function isTooLong({ duration, warmup }: { readonly duration: number; readonly warmup: number }): boolean {
  return Math.max(duration, warmup) > runLongest;
}

/**
 * Converts the run's own time (microseconds since its start; negative during the warm-up) to calendar and wall-clock
 * time of its zone.
 */
export class Clock {
  readonly timezone: string;
  /** Instant 0 in milliseconds since 1970. */
  readonly startEpochMs: number;
  readonly duration: number;
  readonly warmup: number;
  /** Warm-up and run together. */
  readonly horizon: Horizon;
  /** How many hours of a month the run stands for, and why. */
  readonly monthly: Month;
  readonly #localTime: LocalTime;

  constructor(config: ClockConfig) {
    this.timezone = config.timezone;
    this.startEpochMs = epochMsOf(config.start, config.timezone);
    this.duration = config.duration;
    this.warmup = config.warmup;
    this.horizon = { from: 0 - config.warmup, to: config.duration };
    this.monthly = monthOf(config);
    this.#localTime = this.localTime(config.timezone);
  }

  /** Minutes since local midnight, with a fraction. */
  localMinutes(instant: number): number {
    return this.#localTime.minutes(this.epochMs(instant));
  }

  /** Day of the local week: Monday is 1, Sunday 7. */
  weekday(instant: number): number {
    return this.#localTime.weekday(this.epochMs(instant));
  }

  /** The wall-clock time of another zone during this run. */
  localTime(zone: string): LocalTime {
    return localTimeOf(zone, this.epochMs(this.horizon.from), this.epochMs(this.horizon.to));
  }

  /** An instant in milliseconds since 1970, with a fraction. */
  epochMs(instant: number): number {
    return this.startEpochMs + instant / 1_000;
  }

  /** The zone's UTC offsets in ISO 8601, each with the instant from which it holds, over warm-up and run. */
  get offsets(): readonly { readonly from: number; readonly offset: string }[] {
    const changes = this.#localTime.changes.map((epochMs) => (epochMs - this.startEpochMs) * 1_000);
    return [this.horizon.from, ...changes].map((from) => ({ from, offset: this.iso(from).slice(-"+00:00".length) }));
  }

  /** The first instant, not before the start, at which the local wall clock shows these minutes since midnight. */
  firstAt(minutes: number): number {
    const start = this.#zoned(0);
    const time = Temporal.PlainTime.from({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
    const today = start.withPlainTime(time);
    const first =
      today.epochMilliseconds < start.epochMilliseconds ? start.add({ days: 1 }).withPlainTime(time) : today;
    return (first.epochMilliseconds - this.startEpochMs) * 1_000;
  }

  /** An instant in ISO 8601 with the zone's offset, to the millisecond. */
  iso(instant: number): string {
    return this.#zoned(instant).toString({ timeZoneName: "never" });
  }

  #zoned(instant: number): Temporal.ZonedDateTime {
    const epochMs = Math.floor(this.epochMs(instant));
    return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(this.timezone);
  }
}

/**
 * Largest number of results that are cached. Clocks are made anew for each question, but with few different starts and
 * zones.
 */
const rememberedMax = 100;
const starts = new Map<string, number>();
const localTimes = new Map<string, LocalTime>();

function epochMsOf(local: string, timezone: string): number {
  return remembered(starts, `${local} ${timezone}`, () => {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(timezone).epochMilliseconds;
  });
}

function localTimeOf(zone: string, fromMs: number, toMs: number): LocalTime {
  return remembered(localTimes, `${zone} ${fromMs} ${toMs}`, () => new LocalTime(zone, fromMs, toMs));
}

function remembered<T>(known: Map<string, T>, name: string, make: () => T): T {
  const made = known.get(name) ?? make();
  if (known.size === rememberedMax) known.clear();
  known.set(name, made);
  return made;
}
