import type { EChartsOption, SeriesOption } from "echarts";
import { BarChart, CustomChart, LineChart, SankeyChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from "echarts/components";
import { type ECharts, type EChartsInitOpts, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { dollars, type Format, milliseconds, percent, quantity, seconds } from "../../sim/facts/numbers.js";
import type {
  AxisUnit,
  Chart,
  CostChart,
  FlowChart,
  HoursChart,
  LatencyChart,
  PointsChart,
  RangesChart,
  ScatterAxis,
  TimeChart,
  TimeLine,
  WaterfallChart,
} from "./chart.js";

use([BarChart, CustomChart, LineChart, SankeyChart, ScatterChart]);
use([AriaComponent, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent]);
use([SVGRenderer]);

/** An empty drawing, with the parts of ECharts that our charts need; a browser gives the place where it goes. */
export function emptyChart(place: Parameters<typeof init>[0], options: EChartsInitOpts = {}): ECharts {
  return init(place, null, { ...options, renderer: "svg" });
}

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

const axisFormats: Readonly<Record<AxisUnit, Format>> = {
  ms: (ms) => milliseconds(ms, ms === 0 ? 1 : 2),
  ...{ s: seconds, USD: dollars, ratio: percent, count: quantity },
  "1/day": quantity,
  min: (value) => `${quantity(value)} min`,
  h: (value) => `${quantity(value)} h`,
};

/** The ECharts option that draws a chart. */
export function optionOf(chart: Chart, palette: Palette): EChartsOption {
  const common: EChartsOption = {
    animation: false,
    backgroundColor: "transparent",
    color: [...palette.lines],
    textStyle: { color: palette.text, fontFamily: "system-ui, sans-serif" },
    aria: { enabled: true, label: { description: `${chart.title}. ${chart.about}` } },
  };
  switch (chart.kind) {
    case "time":
      return { ...common, ...timeOption(chart, palette) };
    case "cost":
      return { ...common, ...costOption(chart, palette) };
    case "hours":
      return { ...common, ...hoursOption(chart, palette) };
    case "latency":
      return { ...common, ...latencyOption(chart, palette) };
    case "waterfall":
      return { ...common, ...waterfallOption(chart, palette) };
    case "points":
      return { ...common, ...pointsOption(chart, palette) };
    case "flow":
      return { ...common, ...flowOption(chart, palette) };
    case "ranges":
      return { ...common, ...rangesOption(chart, palette) };
  }
}

const happenedName = "what happened";
const minuteMs = 60_000;
const hourMs = 3_600_000;
const grid = {
  left: 12,
  right: 16,
  top: 40,
  bottom: 28,
  outerBoundsMode: "same",
  outerBoundsContain: "axisLabel",
} as const;

function legend({ dim }: Palette, names: readonly string[]): EChartsOption["legend"] {
  return {
    data: [...names],
    top: 0,
    left: 0,
    type: "scroll",
    textStyle: { color: dim },
    icon: "roundRect",
    itemHeight: 8,
    itemWidth: 16,
  };
}

function tooltip({ text, background, grid: line }: Palette) {
  const look = { backgroundColor: background, borderColor: line, textStyle: { color: text, fontSize: 12 } };
  return { ...look, renderMode: "richText" as const, confine: true };
}

function clockAxis({ dim, grid: line }: Palette): EChartsOption["xAxis"] {
  const formatter = { day: "{d} {MMM}" }; // "2 Mar": a day's number alone is taken for an hour
  return {
    type: "time",
    axisLabel: { color: dim, hideOverlap: true, formatter },
    axisLine: { lineStyle: { color: line } },
  };
}

function valueAxis(told: (value: number) => string, { dim, grid: line }: Palette) {
  return {
    type: "value" as const,
    min: 0,
    axisLabel: { color: dim, formatter: told, hideOverlap: true },
    splitLine: { lineStyle: { color: line } },
  };
}

function timeOption({ unit, perSecond, startMs, lines, limits, marks }: TimeChart, palette: Palette): EChartsOption {
  const told = (value: number) => axisFormats[unit](value) + (perSecond ? " /s" : "");
  const at = (minute: number) => startMs + minute * minuteMs;
  const series = lines.flatMap((line, index) => lineSeries(line, palette.lines[index % palette.lines.length], at));
  const [first] = series;
  if (first !== undefined && limits.length > 0)
    Object.assign(first, {
      markLine: {
        silent: true,
        symbol: "none",
        lineStyle: { color: palette.limit, type: "dashed" },
        label: { color: palette.limit, formatter: ({ name }: { name: string }) => name },
        data: labelled(limits).map(({ text, value }, place) => ({
          ...{ name: text, yAxis: value },
          label: { position: place % 2 === 0 ? "insideStartTop" : "insideEndTop" },
        })),
      },
    });
  const happened: SeriesOption = {
    name: happenedName,
    type: "scatter",
    yAxisIndex: 1,
    symbol: "triangle",
    symbolRotate: 180,
    symbolSize: 9,
    itemStyle: { color: palette.dim },
    data: marks.map(({ minute, kind, text }) => ({ name: `${kind}: ${text}`, value: [at(minute), 1] })),
    tooltip: { formatter: (point) => (Array.isArray(point) ? "" : point.name) },
  };
  const highest = Math.max(...limits.map(({ value }) => value));
  return {
    useUTC: true,
    grid,
    legend: legend(palette, [...lines.map(({ name }) => name), ...(marks.length > 0 ? [happenedName] : [])]),
    tooltip: {
      ...tooltip(palette),
      trigger: "axis",
      valueFormatter: (value) => (typeof value === "number" ? told(value) : "–"),
    },
    xAxis: clockAxis(palette),
    yAxis: [
      { ...valueAxis(told, palette), max: ({ max }) => (max > highest ? null : highest * 1.05) as number },
      { type: "value", min: 0, max: 1, show: false },
    ],
    dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, preventDefaultMouseMove: false }],
    series: marks.length > 0 ? [...series, happened] : series,
  };
}

/** Limits of one value are one line. */
function labelled(limits: TimeChart["limits"]): TimeChart["limits"] {
  const values = [...new Set(limits.map(({ value }) => value))].sort((a, b) => a - b);
  return values.map((value) => ({
    value,
    text: limits
      .filter((limit) => limit.value === value)
      .map(({ text }) => text)
      .join(" · "),
  }));
}

function lineSeries(
  { name, as, points, band }: TimeLine,
  color: string,
  at: (minute: number) => number,
): SeriesOption[] {
  const look = { showSymbol: false, connectNulls: false, silent: true } as const;
  const range = `range of ${name}`;
  const bounds: SeriesOption[] =
    band.length === 0
      ? []
      : [
          {
            ...look,
            ...{ name: range, type: "line", stack: range, lineStyle: { opacity: 0 }, color, tooltip: { show: false } },
            data: band.map(([minute, low]) => [at(minute), low ?? "-"]),
          },
          {
            ...look,
            ...{ name: range, type: "line", stack: range, lineStyle: { opacity: 0 }, color, tooltip: { show: false } },
            areaStyle: { color, opacity: 0.16 },
            data: band.map(([minute, low, high]) => [at(minute), low === null || high === null ? "-" : high - low]),
          },
        ];
  return [
    {
      ...{ name, type: "line", showSymbol: false, color, lineStyle: { width: 1.5 }, emphasis: { disabled: true } },
      ...(as === "steps" && { step: "end" as const }),
      ...(as === "stack" && { stack: "stack", areaStyle: { opacity: 0.35 } }),
      data: points.map(([minute, value]) => [at(minute), value ?? "-"]),
    },
    ...bounds,
  ];
}

function costOption({ bars }: CostChart, palette: Palette): EChartsOption {
  const rising = bars.toReversed();
  return {
    grid: { ...grid, top: 8 },
    tooltip: { ...tooltip(palette), trigger: "item", valueFormatter: (value) => dollars(Number(value)) },
    xAxis: valueAxis(dollars, palette),
    yAxis: {
      type: "category",
      data: rising.map(({ name }) => name),
      axisLabel: { color: palette.text, width: 220, overflow: "truncate" },
      axisTick: { show: false },
    },
    series: [
      {
        type: "bar",
        barMaxWidth: 18,
        data: rising.map(({ usd }) => usd),
        label: { show: true, position: "right", color: palette.dim, formatter: ({ value }) => dollars(Number(value)) },
      },
    ],
  };
}

function hoursOption({ startMs, lines }: HoursChart, palette: Palette): EChartsOption {
  return {
    useUTC: true,
    grid: { ...grid, top: 64 },
    legend: legend(
      palette,
      lines.map(({ name }) => name),
    ),
    tooltip: { ...tooltip(palette), trigger: "axis", valueFormatter: (value) => dollars(Number(value)) },
    xAxis: clockAxis(palette),
    yAxis: valueAxis(dollars, palette),
    series: lines.map(({ name, usd }) => ({
      ...{ name, type: "line", stack: "cost", step: "end", showSymbol: false, areaStyle: { opacity: 0.5 } },
      lineStyle: { width: 0.5 },
      data: usd.map((value, hour) => [startMs + hour * hourMs, value]),
    })),
  };
}

function latencyOption({ bars, limits }: LatencyChart, palette: Palette): EChartsOption {
  return {
    grid,
    tooltip: { ...tooltip(palette), trigger: "item" },
    xAxis: {
      type: "log",
      min: bars[0].fromMs,
      max: Math.max(bars.at(-1)!.toMs, ...limits.map(({ value }) => value)),
      axisLabel: { color: palette.dim, hideOverlap: true, formatter: (ms: number) => axisFormats.ms(ms) },
      splitLine: { show: false },
    },
    yAxis: valueAxis(percent, palette),
    series: [
      {
        type: "custom",
        silent: false,
        renderItem: (_, api) => {
          const [x, y] = api.coord([api.value(0), api.value(2)]);
          const [end, bottom] = api.coord([api.value(1), 0]);
          return {
            type: "rect",
            shape: { x, y, width: Math.max(1, end - x - 0.5), height: bottom - y },
            style: { fill: palette.lines[0] },
          };
        },
        encode: { x: [0, 1], y: 2 },
        data: bars.map(({ fromMs, toMs, share }) => ({
          name: `${axisFormats.ms(fromMs)} to ${axisFormats.ms(toMs)}: ${percent(share)} of requests`,
          value: [fromMs, toMs, share],
        })),
        tooltip: { formatter: (point) => (Array.isArray(point) ? "" : point.name) },
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { color: palette.limit, type: "dashed" },
          label: { color: palette.limit, formatter: ({ name }) => name },
          data: labelled(limits).map(({ text, value }) => ({
            name: text,
            xAxis: value,
            label: { rotate: 0, position: "end" },
          })),
        },
      },
    ],
  };
}

function waterfallOption({ bars }: WaterfallChart, palette: Palette): EChartsOption {
  const downwards = bars.toReversed();
  const color = ({ isTotal, from, to }: WaterfallChart["bars"][number]) =>
    palette.lines[isTotal ? 0 : to < from ? 2 : 1];
  return {
    grid: { ...grid, top: 8, right: 90 },
    tooltip: { ...tooltip(palette), trigger: "item", formatter: (point) => (Array.isArray(point) ? "" : point.name) },
    xAxis: valueAxis(dollars, palette),
    yAxis: {
      type: "category",
      data: downwards.map(({ name }) => name),
      axisLabel: { color: palette.text, width: 220, overflow: "truncate" },
      axisTick: { show: false },
    },
    series: [
      {
        ...{ type: "bar", stack: "money", silent: true, itemStyle: { color: "transparent" } },
        data: downwards.map(({ from, to }) => Math.min(from, to)),
      },
      {
        ...{ type: "bar", stack: "money", barMaxWidth: 18 },
        data: downwards.map((bar) => ({
          name: `${bar.name}: ${bar.words}`,
          value: Math.abs(bar.to - bar.from),
          itemStyle: { color: color(bar) },
          label: { show: true, position: "right", color: palette.text, formatter: bar.words },
        })),
      },
    ],
  };
}

function flowOption({ all, ends }: FlowChart, palette: Palette): EChartsOption {
  const bands = [all, ...ends];
  return {
    tooltip: { ...tooltip(palette), trigger: "item", formatter: (point) => (Array.isArray(point) ? "" : point.name) },
    series: [
      {
        ...{ type: "sankey", left: 8, right: 215, top: 8, bottom: 20, nodeGap: 28, nodeWidth: 10, draggable: false },
        ...{ layoutIterations: 0, emphasis: { disabled: true }, lineStyle: { color: "target", opacity: 0.35 } },
        label: {
          ...{ color: palette.text, fontSize: 12, lineHeight: 15 },
          formatter: ({ name }: { name: string }) =>
            bands.find((band) => band.name === name)!.words.replace(`${name} `, `${name}\n`),
        },
        data: bands.map(({ name }, index) => ({
          name,
          itemStyle: { color: palette.lines[index % palette.lines.length], borderWidth: 0 },
        })),
        links: ends.map(({ name, count }) => ({ source: all.name, target: name, value: count })),
      },
    ],
  };
}

/** A line of more points than this is a curve, whose points are no news of their own. */
const smoothFrom = 20;

function pointsOption({ x, y, groups }: PointsChart, palette: Palette): EChartsOption {
  const axis = ({ name, unit }: ScatterAxis) => ({
    ...valueAxis((value) => (unit === "ms" ? milliseconds(value, 3) : axisFormats[unit](value)), palette),
    ...{
      name,
      nameLocation: "middle" as const,
      nameTextStyle: { color: palette.dim },
      scale: true,
      min: null as never,
    },
  });
  return {
    grid: { ...grid, bottom: 44, left: 40 },
    legend: legend(
      palette,
      groups.map(({ name }) => name),
    ),
    tooltip: { ...tooltip(palette), trigger: "item", formatter: (point) => (Array.isArray(point) ? "" : point.name) },
    xAxis: { ...axis(x), nameGap: 28 },
    yAxis: { ...axis(y), nameGap: 56 },
    series: groups.map(({ name, isLine, points }, index) => ({
      ...{ name, type: isLine ? ("line" as const) : ("scatter" as const), symbol: "circle", showSymbol: true },
      ...{
        symbolSize: isLine && points.length <= smoothFrom ? 9 : 6,
        color: palette.lines[index % palette.lines.length],
      },
      data: points.map((point) => ({ name: point.words, value: [point.x, point.y] })),
    })),
  };
}

function rangesOption({ unit, bars }: RangesChart, palette: Palette): EChartsOption {
  const downwards = bars.toReversed();
  const told = axisFormats[unit];
  const color = ({ from, to }: RangesChart["bars"][number]) => palette.lines[to < from ? 2 : 0];
  const named = bars.map(({ name, words }) => `${name}: ${words}`).toReversed();
  const tip = {
    formatter: (point: unknown) => (Array.isArray(point) ? "" : named[(point as { dataIndex: number }).dataIndex]),
  };
  const dots = downwards.flatMap(({ value }, row) => (value === null ? [] : [[value, row]]));
  return {
    grid: { ...grid, top: 8, right: 24 },
    tooltip: { ...tooltip(palette), trigger: "item" },
    xAxis: {
      ...valueAxis((value) => (value < 0 ? `−${told(-value)}` : told(value)), palette),
      min: bars.some(({ from, to }) => Math.min(from, to) < 0) ? (null as never) : 0,
      axisLabel: {
        color: palette.dim,
        hideOverlap: true,
        formatter: (value: number) => (value < 0 ? `−${told(-value)}` : told(value)),
      },
    },
    yAxis: {
      type: "category",
      data: downwards.map(({ name }) => name),
      axisLabel: { color: palette.text, width: 170, overflow: "break", fontSize: 11, lineHeight: 13 },
      axisTick: { show: false },
    },
    series: [
      {
        type: "custom",
        renderItem: (_, api) => {
          const [from, y] = api.coord([api.value(0), api.value(2)]);
          const [to] = api.coord([api.value(1), api.value(2)]);
          const height = Math.min(14, 0.7 * (api.size!([0, 1]) as number[])[1]);
          return {
            type: "rect",
            shape: { x: Math.min(from, to), y: y - height / 2, width: Math.max(1, Math.abs(to - from)), height },
            style: { fill: color(downwards[api.value(2) as number]), opacity: dots.length > 0 ? 0.45 : 1 },
          };
        },
        encode: { x: [0, 1], y: 2 },
        data: downwards.map(({ from, to }, row) => [from, to, row]),
        tooltip: tip,
      },
      {
        ...{ type: "scatter", symbolSize: 8, color: palette.text, data: dots, silent: true },
      },
    ],
  };
}
