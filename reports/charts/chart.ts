/** A picture as data: what every drawing of it needs, in a page or as a file. */
export type Chart = { readonly title: string; readonly about: string } & (
  | TimeChart
  | CostChart
  | HoursChart
  | LatencyChart
  | WaterfallChart
  | PointsChart
  | FlowChart
  | RangesChart
);

/** Lines over the clock, with what all runs lie between, what must not be passed, and what happened. */
export interface TimeChart {
  readonly kind: "time";
  readonly unit: AxisUnit;
  readonly perSecond: boolean;
  /** Wall-clock milliseconds at the start of the run, as if it were UTC: axes then print the clock that a person sees. */
  readonly startMs: number;
  readonly lines: readonly TimeLine[];
  readonly limits: readonly { readonly text: string; readonly value: number }[];
  readonly marks: readonly TimeMark[];
}

/** Units of an axis: those of metrics. */
export type AxisUnit = "ms" | "s" | "min" | "h" | "USD" | "ratio" | "1/day" | "count";

/** Points of minutes since the start of the run; null where there is no value. */
export interface TimeLine {
  readonly name: string;
  /** What was predicted is dashed, in the color of what was measured: the line before it. */
  readonly as: "line" | "steps" | "stack" | "predicted";
  readonly points: readonly (readonly [minute: number, value: number | null])[];
  readonly band: readonly (readonly [minute: number, low: number | null, high: number | null])[];
}

/** Something that happened. */
export interface TimeMark {
  readonly minute: number;
  readonly kind: string;
  readonly text: string;
}

/** Money by line of the bill. */
export interface CostChart {
  readonly kind: "cost";
  readonly bars: readonly { readonly name: string; readonly usd: number }[];
}

/** Money by hour of the run, line on line. */
export interface HoursChart {
  readonly kind: "hours";
  readonly startMs: number;
  readonly lines: readonly { readonly name: string; readonly usd: readonly number[] }[];
}

/** Distribution of latency, on a logarithmic axis. */
export interface LatencyChart {
  readonly kind: "latency";
  readonly bars: readonly { readonly fromMs: number; readonly toMs: number; readonly share: number }[];
  readonly limits: readonly { readonly text: string; readonly value: number }[];
}

/** Money that changes part by part from one total to the next. */
export interface WaterfallChart {
  readonly kind: "waterfall";
  /** A total stands on the ground; a change hangs between what was before and after it. */
  readonly bars: readonly {
    readonly name: string;
    readonly isTotal: boolean;
    readonly from: number;
    readonly to: number;
    readonly words: string;
  }[];
}

/** How arrivals ended, as bands whose width is their number. */
export interface FlowChart {
  readonly kind: "flow";
  readonly all: FlowBand;
  readonly ends: readonly FlowBand[];
}

export interface FlowBand {
  readonly name: string;
  readonly count: number;
  readonly words: string;
}

/** Points of two numbers each, some of them chosen. */
export interface PointsChart {
  readonly kind: "points";
  readonly x: ScatterAxis;
  readonly y: ScatterAxis;
  readonly groups: readonly {
    readonly name: string;
    readonly as: "line" | "points" | "faint" | "chosen";
    readonly points: readonly ScatterPoint[];
  }[];
}

export interface ScatterAxis {
  readonly name: string;
  readonly unit: AxisUnit;
}

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  readonly words: string;
}

/** A bar for each name, between two numbers: an interval around a value, a change from nothing, or a count. */
export interface RangesChart {
  readonly kind: "ranges";
  readonly unit: AxisUnit;
  readonly bars: readonly {
    readonly name: string;
    readonly from: number;
    readonly to: number;
    /** Drawn as a dot; null where the bar is all that there is. */
    readonly value: number | null;
    readonly words: string;
  }[];
}

/** Letters of a bar's name that fit beside it on one line. */
const lettersPerLine = 24;

/** A list of bars is as high as it has rows, each with room for the longest name, and a flow as it has ends; others have the height of their kind. */
export function heightOf(chart: Chart): number | null {
  switch (chart.kind) {
    case "ranges":
    case "cost":
    case "waterfall": {
      const lines = Math.max(2, ...chart.bars.map(({ name }) => Math.ceil(name.length / lettersPerLine)));
      return 60 + (4 + 13 * lines) * chart.bars.length;
    }
    case "flow":
      return 100 + 40 * chart.ends.length;
    default:
      return null;
  }
}
