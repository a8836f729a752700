import type { LeftOut, BillLine as PricedLine } from "../cost/bill.js";
import type { FigureDefinition, FigureLine } from "../facts/aspect.js";
import type { Estimate, Estimates } from "../facts/estimates.js";
import type { MinuteColumns, ServiceFields } from "../facts/facts.js";
import type { MetricUnit } from "../facts/units.js";
import type { LadderOutcome } from "./ladder.js";
import type { Measured } from "./measured.js";

/** Outcome of the requests of one demand: the fields of the aspects that demands have. */
export interface DemandOutcome extends Partial<ServiceFields> {
  /** Intervals of the means among the fields, by their dotted places; absent where one run has none. */
  readonly estimates?: Estimates;
}

/** Outcome of one service: the fields of its aspects. */
export interface ServiceOutcome extends DemandOutcome {
  /** One value per minute of the first replication, as in the sparklines and series.csv. */
  readonly series: MinuteSeries;
  /** By demand, where a service has several or an objective names one; absent elsewhere. */
  readonly demands?: Readonly<Record<string, DemandOutcome>>;
}

/** Columns with one value per reported minute; NaN where there is none. */
export type MinuteSeries = Readonly<Partial<Record<keyof MinuteColumns, readonly number[]>>>;

/** Intervals of the numbers beside them, by name; absent where one run has none. */
interface Sure {
  readonly estimates?: Estimates;
}

/** Quantity × unit price = USD of the run. */
export type MeanBillLine = Omit<PricedLine, "perMonthUsd" | "hourlyUsd"> & Sure;

/** Costs of launched runs: the whole bill divided by the runs asked for, and by those that succeeded. */
export interface RunCosts {
  readonly perRunUsd: Estimate;
  readonly perSucceededRunUsd: Estimate;
  /** By "service/flow", for its tasks alone: means over replications. */
  readonly flows: Readonly<Record<string, FlowCosts>>;
}

export interface FlowCosts extends Sure {
  readonly runs: number;
  readonly usd: number;
  /** Failed runs and attempts are paid too. */
  readonly perRunUsd: number;
  readonly perSucceededRunUsd: number;
}

/** The cost over all runs. */
export interface CostOutcome {
  readonly totalUsd: Estimate;
  readonly perMonthUsd: Estimate;
  /** Why perMonthUsd is null, or how it was extrapolated. */
  readonly perMonthBasis: string;
  readonly perThousandRequestsUsd: Estimate;
  /** Costs of launched runs; absent without a launcher. */
  readonly runs?: RunCosts;
  /** Means over replications; they add up to totalUsd.value. */
  readonly lines: readonly MeanBillLine[];
  /** What AWS would bill in addition, at typical values: means over replications, not included in the totals. */
  readonly leftOut: readonly (LeftOut & Sure)[];
}

export type Verdict = "met" | "missed" | "undecided" | "not evaluated";

/** An objective, and whether the runs hold it. */
export interface ObjectiveOutcome {
  readonly objective: string;
  readonly severity: "target" | "alert";
  readonly verdict: Verdict;
  readonly value: number | null;
  /** Distance to the limit in the objective's own unit; positive is inside. */
  readonly margin: number | null;
  /** Words beside the objective: "p99 of arrived 2.41 s · 0.27 % of arrived missed it". */
  readonly detail: string;
}

/** A sentence of a document, beside what the runs say of it. */
export interface ClaimOutcome {
  readonly document: string;
  readonly compute: string;
  readonly computed: Estimate;
  readonly unit: string;
  readonly why: string | null;
}

/** One class of nights that was simulated separately, and its weight in the totals. */
export interface StratumOutcome {
  readonly name: string;
  readonly probability: number;
  readonly replications: number;
  readonly about: string;
  /** The same headline measures for every stratum, by dotted name, e.g. "orchestrator.latencyMs.p99". */
  readonly measures: Readonly<Record<string, Estimate>>;
}

/** Whether as many replications were made as a precision asked for. */
export interface Precision {
  /** Half the width of an interval as a share of the value. */
  readonly asked: number;
  readonly isReached: boolean;
  /** The measure with the widest interval, and its width. */
  readonly measure: string;
  /** Null where there is no interval. */
  readonly halfWidth: number | null;
}

/** When a run took place, and for how long. */
export interface OutcomeClock {
  readonly start: string;
  readonly durationS: number;
  readonly warmupS: number;
  /** The zone's offsets, each from so many seconds after the start on (warm-up before it); only where they change. */
  readonly offsets?: readonly { readonly fromS: number; readonly offset: string }[];
}

/** A type of days of a month: what a day of it costs and tells, as a run of its own would. */
export interface DayOutcome {
  readonly name: string;
  /** Number of such days in the month; the next field: how many were simulated in all replications. */
  readonly days: number;
  readonly simulated: number;
  readonly variant: string | null;
  readonly clock: OutcomeClock;
  readonly digest: string;
  readonly services: Readonly<Record<string, ServiceOutcome>>;
  /** Cost of one such day. */
  readonly cost: Omit<CostOutcome, "perMonthUsd" | "perMonthBasis">;
  /** Objectives judged on such days alone. */
  readonly objectives: readonly ObjectiveOutcome[];
  readonly strata: readonly StratumOutcome[];
}

/** The composition of a month. */
export interface CalendarOutcome {
  readonly days: number;
  /** Days simulated in each replication. */
  readonly simulatedDays: number;
  readonly types: readonly DayOutcome[];
}

/** The ends of the range of the metric lag: all of it is age of the metric, or next to none is. */
export type BracketEnd = "allAge" | "fresh";

/** A number that differs between the ends by more than is uncertain about it. */
export interface Bracket extends Readonly<Record<BracketEnd, number>> {
  /** "cost perMonth", "web p99". */
  readonly name: string;
  readonly field: string;
  readonly unit: MetricUnit;
  /** The predicted value. */
  readonly value: number;
  /** Estimates at the ends; absent where a single run has no intervals. */
  readonly estimates?: Readonly<Record<BracketEnd, Estimate>>;
}

/** An objective that one of the ends decides otherwise. */
export interface BracketedVerdict extends Readonly<Record<BracketEnd, Verdict>> {
  readonly objective: string;
  readonly verdict: Verdict;
}

/**
 * The results that depend on how the lag between a metric and the action on it is divided into age of the metric and
 * delay of the action. Only the sum is known: at one end all of it is age, at the other as little as possible.
 */
export interface Brackets {
  /** Simulated anew at each end, with the random numbers of the same replications of the prediction. */
  readonly replications: number;
  readonly moved: readonly Bracket[];
  readonly verdicts: readonly BracketedVerdict[];
}

/** A verdict that is another one when a parameter is at an end of its range. */
export interface UnknownVerdict {
  readonly objective: string;
  /** Verdict of the scenario as it is. */
  readonly verdict: Verdict;
  readonly atEnd: Verdict;
  /** Path of the parameter. */
  readonly path: string;
  /** Value of the parameter at that end. */
  readonly value: string;
}

/** The verdicts of a prediction that depend on parameters without a public source. */
export interface UnknownVerdicts {
  /** Number of parameters that were moved to both ends of their range; the next field: replications at each end. */
  readonly moved: number;
  readonly replications: number;
  /** The verdicts that change by more than chance. */
  readonly verdicts: readonly UnknownVerdict[];
}

/** The figures that a page draws, computed here since nothing is computed while printing. */
export interface Figures {
  readonly minutes: readonly MinuteFigure[];
  /** Latency of each service that has any. */
  readonly latencies: Readonly<Record<string, readonly LatencyBar[]>>;
  /** Lines of the bill, largest first: mean over runs of each hour. */
  readonly hourlyCost: readonly HourlyCost[];
}

/** A picture of the minutes of a service: the values of its lines are those of the first run in `series`. */
export interface MinuteFigure extends Pick<FigureDefinition, "title" | "shows" | "unit" | "perSecond"> {
  readonly service: string;
  readonly lines: readonly FigureLine[];
  /**
   * By column: lowest and highest value of all runs, minute by minute. A band of predictions, not a confidence
   * interval.
   */
  readonly bands: Readonly<Partial<Record<keyof MinuteColumns, Band>>>;
  readonly limits: readonly DrawnLimit[];
}

/** NaN in minutes of which no run says anything. */
export interface Band {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** An objective as a line: what must not be passed, in the unit of the figure. */
export interface DrawnLimit {
  readonly objective: string;
  readonly value: number;
}

/** The share of requests that took so long, over all runs. */
export interface LatencyBar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly share: number;
}

/** Cost of one line of the bill in each hour of the run. */
export interface HourlyCost {
  readonly service: string;
  readonly item: string;
  readonly usd: readonly number[];
}

/** The result of a run, predicted or measured: `outcome.json`. Field names are fixed; fields may be added. */
export interface Outcome {
  readonly schema: 1;
  readonly kind: "predicted" | "measured";
  readonly scenario: string;
  readonly about: string;
  readonly variant: string | null;
  readonly version: string;
  readonly seed: number;
  readonly replications: number;
  /** Replications asked for; larger than `replications` when the run was aborted. */
  readonly replicationsAsked: number;
  /** Why the run stopped early; null where it did not. */
  readonly aborted: string | null;
  /**
   * Digest of every event of every replication, in the order of seeds; for a measured run, of the schedule that was
   * driven.
   */
  readonly digest: string;
  readonly clock: OutcomeClock;
  /** Seconds of the reported time that the numbers cover, where no replication was finished. */
  readonly simulatedS?: number;
  readonly services: Readonly<Record<string, ServiceOutcome>>;
  readonly prices: {
    readonly region: string;
    readonly asOf: string;
    readonly oldestRow: string;
    readonly rowsFromMemory: number;
  };
  readonly cost: CostOutcome;
  readonly objectives: readonly ObjectiveOutcome[];
  readonly claims: readonly ClaimOutcome[];
  readonly strata: readonly StratumOutcome[];
  readonly assumptions: readonly string[];
  /** Warnings about the meaning of the figures; absent where there are none. */
  readonly warnings?: readonly string[];
  /** Present where a precision was asked for. */
  readonly precision?: Precision;
  /** Present for a scenario with a calendar; all other fields then describe the month. */
  readonly calendar?: CalendarOutcome;
  /** Present for a scenario with a ladder. */
  readonly ladder?: LadderOutcome;
  /** Present where brackets were computed. */
  readonly brackets?: Brackets;
  /** Present where asked for: verdicts that depend on parameters without a public source. */
  readonly unknowns?: UnknownVerdicts;
  readonly figures: Figures;
  /** Present for a measured run. */
  readonly measured?: Measured;
}
