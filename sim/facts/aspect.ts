import type { Estimate } from "./estimates.js";
import type { AspectFacts, AspectName, DayRules, MinuteColumns, ServiceFields, ToldFields } from "./facts.js";
import type { Metric } from "./metric.js";
import type { Chart, Column } from "./minute-table.js";
import type { MetricUnit } from "./units.js";

/** One group of facts about a service, described in one place: its columns, its metrics and its words. */
export interface Aspect<Name extends AspectName = AspectName, Field extends keyof ServiceFields = keyof ServiceFields> {
  readonly name: Name;
  readonly columns: readonly Column<keyof MinuteColumns>[];
  /** Metrics, in the order of outcome.json. */
  readonly metrics: readonly Metric<AspectFacts[Name]>[];
  readonly tallies?: readonly Tally<AspectFacts[Name]>[];
  /** Rules for the fields that do not add up when a month is composed of days. */
  readonly overDays?: DayRules<AspectFacts[Name]>;
  /** Set when the aspect describes requests, so that it is kept for each demand too. */
  readonly ofDemand?: true;
  /** Charts of its columns over time. */
  readonly figures?: readonly FigureDefinition[];
  /** Reconciles estimates that come from the same runs, such as shares that must add up to one. */
  arrange?(told: Pick<ServiceFields, Field>, runs: number): Partial<ServiceFields>;
  readonly words: AspectWords<Pick<ToldFields, Field> & Partial<ToldFields>>;
}

/** A picture of the minutes of a service: some of its columns on one axis. */
export interface FigureDefinition {
  readonly title: string;
  readonly shows: Chart["shows"];
  readonly unit: MetricUnit;
  /** Counts per minute are drawn as a rate per second. */
  readonly perSecond?: true;
  readonly lines: readonly FigureLine[];
  /** Metrics whose objectives are drawn as limit lines. */
  readonly limitedBy?: readonly string[];
}

/** How a column is drawn: as a line, as steps where it counts things, or as an area stacked on the ones before it. */
export interface FigureLine {
  readonly column: keyof MinuteColumns;
  readonly name: string;
  readonly as: "line" | "steps" | "stack";
  /** The range of all runs is drawn behind it. */
  readonly hasBand?: true;
}

/** Counts by a name that only the run knows, reported as means over runs; names that never occurred are left out. */
export interface Tally<Own> {
  readonly field: string;
  counts(own: Own): Readonly<Record<string, number>>;
}

/** One line of a report: a topic and the words about it. */
export type Line = readonly [topic: string, words: string];

/** What the words describe: a prediction, an observed run, or one demand of either. */
export type View = "predicted" | "observed" | "demand";

/** The topic that a report's first lines show after the cost. */
export const lossTopic = "lost";

/** How everything that arrived has ended. The ends add up to the total. */
export interface EndsOfAll {
  readonly title: string;
  readonly all: EndCount;
  readonly ends: readonly EndCount[];
}

export interface EndCount {
  readonly name: string;
  readonly count: Estimate;
}

/** The words of an aspect, shared by text, Markdown and HTML reports. */
export interface AspectWords<Told> {
  /** Contributions to the first lines of a report; contributions of several aspects to one topic share a line. */
  headline?(told: Told): readonly Line[];
  /** Rows of the summary table, each labelled with the service. */
  rows?(told: Told, view: View): readonly Line[];
  /** A table shown below the charts of the service. */
  table?(told: Told): { readonly sides: string; readonly rows: readonly (readonly string[])[] };
  /** Lines shown below the tables of the service. */
  lines?(told: Told): readonly Line[];
  /** How arrivals ended, for the flow chart. */
  flow?(told: Told): EndsOfAll;
  /** Cells of the table of demands; a column that is empty in all rows is left out. */
  readonly cells?: readonly { readonly title: string; of(told: Told): string }[];
}
