import type { Estimate, Estimated } from "./estimates.js";
import type { Metric } from "./metric.js";
import type { Chart, Column } from "./minute-table.js";
import type { MetricUnit } from "./units.js";

/**
 * What one run tells of each aspect, by the aspect's name: plain data that crosses a thread, in microseconds and counts.
 * Every file in `aspects/` adds its own here and to the two interfaces below.
 */
// biome-ignore lint/suspicious/noEmptyInterface: aspects fill it
export interface AspectFacts {}

/** The columns of the minutes, each with a value per reported minute (an element per minute since `clock.start`). */
// biome-ignore lint/suspicious/noEmptyInterface: aspects fill it
export interface MinuteColumns {}

/** All that minutes are told by. */
export type ReportedMinutes = MinuteColumns & {
  /** Of a month that was put together from days: the first minute of the day that each belongs to. */
  readonly dayBegin?: Float64Array;
};

/** The fields of a service in outcome.json. Their names are fixed; fields may be added. */
// biome-ignore lint/suspicious/noEmptyInterface: aspects fill it
export interface ServiceFields {}

/** Those fields as pages are told them: every number with its interval. */
export type ToldFields = Estimated<ServiceFields>;

export type AspectName = keyof AspectFacts;

/** What metrics of single minutes are read from, also while a run goes on: columns, and answers within latency limits. */
export interface MinuteFacts {
  readonly minutes: ReportedMinutes;
  readonly latency?: Pick<AspectFacts["latency"], "within"> | undefined;
}

/** What one run tells of one service: an aspect that nobody saw is absent, and so are its columns. */
export interface Facts extends Partial<Readonly<AspectFacts>> {
  /** The kind of the service, as scenarios write it. */
  readonly kind: string;
  readonly minutes: ReportedMinutes;
  /** The requests of each demand, where somebody asks for them apart. */
  readonly demands: Readonly<Record<string, DemandFacts>>;
  /** Of a month that was put together from days. */
  readonly month?: MonthMinutes;
}

/** Minutes of days that stand for those of a month. */
export interface MonthMinutes {
  /** How many minutes of the month each minute stands for. */
  readonly times: Float64Array;
  /** How many minutes the first day has. */
  readonly firstDay: number;
  /** How many days of the month the day stands for that stands for most. */
  readonly most: number;
}

/** How a number of days becomes that of a month, where it does not add up: the largest of them, or their mean. */
export type DayRule<Value> =
  | "most"
  | "mean"
  | DayRules<Value>
  | ((days: readonly Weighed<Value>[], starts: readonly number[]) => Value);

export type DayRules<Value> = { readonly [Field in keyof Value]?: DayRule<Value[Field]> };

/** What a day tells, and how many days of a month it stands for. */
export interface Weighed<Value> {
  readonly value: Value;
  readonly times: number;
}

/** What one run tells of the requests of one demand: the aspects that are `ofDemand`. */
export type DemandFacts = Readonly<Partial<AspectFacts>>;

/** Of an aspect that is told by its columns alone: it has no other data. */
export type ColumnsAlone = Readonly<Record<never, never>>;
export const columnsAlone: ColumnsAlone = {};

/** One group of what a run tells, described once: its columns, its numbers and its words. */
export interface Aspect<Name extends AspectName = AspectName, Field extends keyof ServiceFields = keyof ServiceFields> {
  readonly name: Name;
  readonly columns: readonly Column<keyof MinuteColumns>[];
  /** In the order of outcome.json. */
  readonly metrics: readonly Metric<AspectFacts[Name]>[];
  readonly tallies?: readonly Tally<AspectFacts[Name]>[];
  /** What does not add up over days: a month is put together from some. */
  readonly overDays?: DayRules<AspectFacts[Name]>;
  /** It is of requests, so that each demand has it too. */
  readonly ofDemand?: true;
  /** What a page draws of its minutes. */
  readonly figures?: readonly FigureDefinition[];
  /** Makes estimates agree with one another that are of the same runs. */
  arrange?(told: Pick<ServiceFields, Field>, runs: number): Partial<ServiceFields>;
  readonly words: AspectWords<Pick<ToldFields, Field> & Partial<ToldFields>>;
}

/** A picture of the minutes of a service: some of its columns on one axis. */
export interface FigureDefinition {
  readonly title: string;
  readonly shows: Chart["shows"];
  readonly unit: MetricUnit;
  /** Counts of a minute are drawn as so many a second. */
  readonly perSecond?: true;
  readonly lines: readonly FigureLine[];
  /** Metrics whose objectives are drawn as limits. */
  readonly limitedBy?: readonly string[];
}

/** How a column is drawn: a line, steps where it is a number of things, or an area on top of those before it. */
export interface FigureLine {
  readonly column: keyof MinuteColumns;
  readonly name: string;
  readonly as: "line" | "steps" | "stack";
  /** The range of all runs is drawn behind it. */
  readonly hasBand?: true;
}

/** Counts by a name that only the run knows: told as means over runs, of the names that occurred. */
export interface Tally<Own> {
  readonly field: string;
  counts(own: Own): Readonly<Record<string, number>>;
}

/** A topic, and what is said of it. */
export type Line = readonly [topic: string, words: string];

/** Whose words they are: of a prediction, of an observed run, or of one demand of either. */
export type View = "predicted" | "observed" | "demand";

/** The topic of a page's first lines that comes behind the cost. */
export const lossTopic = "lost";

/** Things that came, and how each of them ended: the ends add up to all. */
export interface EndsOfAll {
  readonly title: string;
  readonly all: EndCount;
  readonly ends: readonly EndCount[];
}

export interface EndCount {
  readonly name: string;
  readonly count: Estimate;
}

/** What is written of an aspect: text, Markdown and other pages print the same words. */
export interface AspectWords<Told> {
  /** For the first lines of a page; what several aspects say of one topic stands in one line. */
  headline?(told: Told): readonly Line[];
  /** Rows of the table at the head of a summary, each named after the service. */
  rows?(told: Told, view: View): readonly Line[];
  /** Below the charts of a service. */
  table?(told: Told): { readonly sides: string; readonly rows: readonly (readonly string[])[] };
  /** Below its tables. */
  lines?(told: Told): readonly Line[];
  /** How what came has ended, for a picture. */
  flow?(told: Told): EndsOfAll;
  /** Cells of the table of demands; a column that is empty in all rows has no title. */
  readonly cells?: readonly { readonly title: string; of(told: Told): string }[];
}
