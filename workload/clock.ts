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
  duration: duration({ min: 1 }).prefault("24h").describe("How long a run lasts, its warm-up apart."),
  timezone: timezone().prefault("UTC").describe("The time zone of every local time in the scenario."),
  warmup: duration()
    .prefault("30m")
    .describe("Simulated time before the start, so that the fleet is busy when figures begin; it is in no figure."),
  represents: represents()
    .optional()
    .describe("What part of a month a run stands for; left out, whole days stand for all days."),
});

export type ClockConfig = z.output<typeof clockShape>;

/** Beyond a year a scenario is one of its own, and its curves alone would fill the memory. */
export const runLongest = 366 * 86_400_000_000;

/** Whether a run is so long that nothing should be made of it. */
export function isTooLong({ duration, warmup }: { readonly duration: number; readonly warmup: number }): boolean {
  return Math.max(duration, warmup) > runLongest;
}

/** The run's own time (microseconds since its start; warm-up is negative) on the calendar and wall clock of its zone. */
export class Clock {
  readonly timezone: string;
  /** Epoch milliseconds of instant 0. */
  readonly startEpochMs: number;
  readonly duration: number;
  readonly warmup: number;
  /** Warm-up and run. */
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

  /** Wall-clock time of another zone over this run. */
  localTime(zone: string): LocalTime {
    return localTimeOf(zone, this.epochMs(this.horizon.from), this.epochMs(this.horizon.to));
  }

  /** Epoch milliseconds of an instant, with a fraction. */
  epochMs(instant: number): number {
    return this.startEpochMs + instant / 1_000;
  }

  /** The zone's UTC offsets as ISO 8601 writes them, each from its instant on: from the begin of the warm-up to the end. */
  get offsets(): readonly { readonly from: number; readonly offset: string }[] {
    const changes = this.#localTime.changes.map((epochMs) => (epochMs - this.startEpochMs) * 1_000);
    return [this.horizon.from, ...changes].map((from) => ({ from, offset: this.iso(from).slice(-"+00:00".length) }));
  }

  /** The first instant from the start on at which the local wall clock shows these minutes since midnight. */
  firstAt(minutes: number): number {
    const start = this.#zoned(0);
    const time = Temporal.PlainTime.from({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
    const today = start.withPlainTime(time);
    const first =
      today.epochMilliseconds < start.epochMilliseconds ? start.add({ days: 1 }).withPlainTime(time) : today;
    return (first.epochMilliseconds - this.startEpochMs) * 1_000;
  }

  /** An instant as ISO 8601 with the zone's offset, to the millisecond. */
  iso(instant: number): string {
    return this.#zoned(instant).toString({ timeZoneName: "never" });
  }

  #zoned(instant: number): Temporal.ZonedDateTime {
    const epochMs = Math.floor(this.epochMs(instant));
    return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(this.timezone);
  }
}

/** Clocks are made anew for each question, of a few moments and zones. */
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
