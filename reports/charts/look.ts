import type { EChartsOption } from "echarts";
import { dollars, type Format, milliseconds, percent, quantity, seconds } from "../../sim/facts/numbers.js";
import type { AxisUnit } from "./chart.js";

/** The colors of a page. */
export interface Palette {
  readonly text: string;
  readonly dim: string;
  readonly grid: string;
  readonly background: string;
  readonly limit: string;
  readonly lines: readonly string[];
}

/** Palettes that people who cannot tell red from green can use, with a contrast of at least 3 to 1 against the page. */
export const palettes: Readonly<Record<"light" | "dark", Palette>> = {
  light: {
    ...{ text: "#1b1f24", dim: "#57606a", grid: "#d8dee4", background: "#ffffff", limit: "#b42318" },
    lines: ["#1f5fbf", "#b45309", "#0f766e", "#8b3fb0", "#be185d", "#475569", "#4d7c0f", "#0e7490", "#92400e"],
  },
  dark: {
    ...{ text: "#e6edf3", dim: "#9aa4b0", grid: "#30363d", background: "#0d1117", limit: "#ff8a80" },
    lines: ["#6ea8fe", "#f0a35e", "#4fd1b5", "#c792ea", "#f782aa", "#a3b3c7", "#b5d66b", "#62d0e8", "#d9a066"],
  },
};

/** How numbers of each unit are written at an axis. */
export const axisFormats: Readonly<Record<AxisUnit, Format>> = {
  ms: (ms) => milliseconds(ms, ms === 0 ? 1 : 2).replace(".0 ", " "),
  USD: (usd) => dollars(usd).replace(/\.00$/, ""),
  ...{ s: seconds, ratio: percent, count: quantity },
  "1/day": quantity,
  min: (value) => `${quantity(value)} min`,
  h: (value) => `${quantity(value)} h`,
};

/** Milliseconds of a minute, the unit of the minutes of a chart. */
export const minuteMs = 60_000;

/** Where the plot of a chart stands in its place. */
export const grid = {
  left: 12,
  right: 16,
  top: 40,
  bottom: 28,
  outerBoundsMode: "same",
  outerBoundsContain: "axisLabel",
} as const;

/** The names of lines above a plot, each with a sign of its own where it has one; where they are too many, page by page. */
export function legend(
  { dim }: Palette,
  names: readonly (string | { name: string; icon: string })[],
): EChartsOption["legend"] {
  return {
    data: [...names],
    top: 0,
    left: 0,
    type: "scroll",
    textStyle: { color: dim },
    pageTextStyle: { color: dim },
    pageIconColor: dim,
    icon: "roundRect",
    itemHeight: 8,
    itemWidth: 16,
  };
}

/** What is shown beside the pointer. */
export function tooltip({ text, background, grid: line }: Palette) {
  const look = { backgroundColor: background, borderColor: line, textStyle: { color: text, fontSize: 12 } };
  return { ...look, renderMode: "richText" as const, confine: true };
}

/** The clock of a run, with the date where a day begins. */
export function clockAxis({ dim, grid: line }: Palette): EChartsOption["xAxis"] {
  const [day, minute] = ["{d} {MMM}", "{HH}:{mm}"]; // "2 Mar": a day's number alone is taken for an hour
  const formatter = {
    ...{ year: "{yyyy}", month: day, day, hour: minute, minute, second: "{HH}:{mm}:{ss}", millisecond: "" },
  };
  return {
    type: "time",
    axisLabel: { color: dim, hideOverlap: true, formatter },
    axisLine: { lineStyle: { color: line } },
  };
}

/** An axis from zero on. */
export function valueAxis(told: (value: number) => string, { dim, grid: line }: Palette) {
  return {
    type: "value" as const,
    min: 0,
    axisLabel: { color: dim, hideOverlap: true, formatter: told },
    splitLine: { lineStyle: { color: line } },
  };
}

/** Rows with a name each, from above: a name that is long goes on in a second line. */
export function nameAxis(names: readonly string[], { text }: Palette, width: number): EChartsOption["yAxis"] {
  return {
    type: "category",
    data: [...names],
    axisLabel: {
      ...{ color: text, fontSize: 11, lineHeight: 13, overflow: "break", interval: 0 },
      width: Math.min(nameWidthMost, nameShare * width),
    },
    axisTick: { show: false },
  };
}

/** Names have this share of a narrow place, and so many pixels of a wide one. */
const nameShare = 0.36;
const nameWidthMost = 260;

/** A limit as it is drawn. */
export interface Limit {
  readonly text: string;
  readonly value: number;
}

/** Limits by their value: those of one value are one line. */
export function labelled(limits: readonly Limit[]): readonly Limit[] {
  const values = [...new Set(limits.map(({ value }) => value))].sort((a, b) => a - b);
  return values.map((value) => ({
    value,
    text: limits
      .filter((limit) => limit.value === value)
      .map(({ text }) => text)
      .join(" · "),
  }));
}
