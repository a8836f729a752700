import type { Estimated } from "./estimates.js";

/**
 * The data that one run holds for each aspect, by the aspect's name: plain data that can cross a thread boundary, in
 * microseconds and counts. Every file in `aspects/` declares its own entry here and in the two interfaces below.
 */
// biome-ignore lint/suspicious/noEmptyInterface: aspects fill it
export interface AspectFacts {}

/** The columns of the minutes, each with a value per reported minute (an element per minute since `clock.start`). */
// biome-ignore lint/suspicious/noEmptyInterface: aspects fill it
export interface MinuteColumns {}

/** All columns of the reported minutes. */
export type ReportedMinutes = MinuteColumns & {
  /** For a month composed of days: the first minute of the day that each minute belongs to. */
  readonly dayBegin?: Float64Array;
};

/** The fields of a service in outcome.json. Their names are fixed; fields may be added. */
// biome-ignore lint/suspicious/noEmptyInterface: aspects fill it
export interface ServiceFields {}

/** The same fields as reports receive them: every number with its interval. */
export type ToldFields = Estimated<ServiceFields>;

export type AspectName = keyof AspectFacts;

/**
 * What per-minute metrics are computed from, also while a run is under way: the columns, and answers within latency
 * limits.
 */
export interface MinuteFacts {
  readonly minutes: ReportedMinutes;
  readonly latency?: Pick<AspectFacts["latency"], "within"> | undefined;
}

/**
 * Everything that one run recorded about one service. Aspects that do not apply to it are absent, as are their columns.
 */
export interface Facts extends Partial<Readonly<AspectFacts>> {
  /** The kind of the service, as scenarios write it. */
  readonly kind: string;
  readonly minutes: ReportedMinutes;
  /** The requests of each demand, where somebody asks for them apart. */
  readonly demands: Readonly<Record<string, DemandFacts>>;
  /** Present for a month composed of days. */
  readonly month?: MonthMinutes;
}

/** Minutes of days that stand for those of a month. */
export interface MonthMinutes {
  /** Number of minutes of the month that each simulated minute stands for. */
  readonly times: Float64Array;
  /** Number of minutes in the first day. */
  readonly firstDay: number;
  /** The largest number of days of the month that one simulated day stands for. */
  readonly most: number;
}

/** How the values of several days become the value of a month where they do not add up: the largest, or the mean. */
export type DayRule<Value> =
  | "most"
  | "mean"
  | DayRules<Value>
  | ((days: readonly Weighed<Value>[], starts: readonly number[]) => Value);

export type DayRules<Value> = { readonly [Field in keyof Value]?: DayRule<Value[Field]> };

/** The value of one day, and the number of days of the month it stands for. */
export interface Weighed<Value> {
  readonly value: Value;
  readonly times: number;
}

/** What one run recorded about the requests of one demand: only the aspects marked `ofDemand`. */
export type DemandFacts = Readonly<Partial<AspectFacts>>;

/** Data type of an aspect that has columns and no other data. */
export type ColumnsAlone = Readonly<Record<never, never>>;
export const columnsAlone: ColumnsAlone = {};
