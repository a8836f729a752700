import type { EChartsOption } from "echarts";
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
import { dollars, milliseconds, percent } from "../../sim/facts/numbers.js";
import type {
  Chart,
  CostChart,
  FlowChart,
  HoursChart,
  LatencyChart,
  PointsChart,
  RangesChart,
  ScatterAxis,
  WaterfallChart,
} from "./chart.js";
import { axisFormats, clockAxis, grid, labelled, legend, nameAxis, type Palette, tooltip, valueAxis } from "./look.js";
import { timeOption } from "./time-option.js";

use([BarChart, CustomChart, LineChart, SankeyChart, ScatterChart]);
use([AriaComponent, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent]);
use([SVGRenderer]);

/** An empty drawing, with the parts of ECharts that our charts need; a browser gives the place where it goes. */
export function emptyChart(place: Parameters<typeof init>[0], options: EChartsInitOpts = {}): ECharts {
  return init(place, null, { ...options, renderer: "svg" });
}

/** The ECharts option that draws a chart in a place so wide. */
export function optionOf(chart: Chart, palette: Palette, width: number): EChartsOption {
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
      return { ...common, ...costOption(chart, palette, width) };
    case "hours":
      return { ...common, ...hoursOption(chart, palette) };
    case "latency":
      return { ...common, ...latencyOption(chart, palette) };
    case "waterfall":
      return { ...common, ...waterfallOption(chart, palette, width) };
    case "points":
      return { ...common, ...pointsOption(chart, palette) };
    case "flow":
      return { ...common, ...flowOption(chart, palette) };
    case "ranges":
      return { ...common, ...rangesOption(chart, palette, width) };
  }
}

const hourMs = 3_600_000;

function costOption({ bars }: CostChart, palette: Palette, width: number): EChartsOption {
  const rising = bars.toReversed();
  return {
    grid: { ...grid, top: 8 },
    tooltip: { ...tooltip(palette), trigger: "item", valueFormatter: (value) => dollars(Number(value)) },
    xAxis: valueAxis(axisFormats.USD, palette),
    yAxis: nameAxis(
      rising.map(({ name }) => name),
      palette,
      width,
    ),
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
    yAxis: valueAxis(axisFormats.USD, palette),
    series: lines.map(({ name, usd }) => ({
      ...{ name, type: "line", stack: "cost", step: "end", showSymbol: false, areaStyle: { opacity: 0.5 } },
      lineStyle: { width: 0.5 },
      data: [...usd, usd.at(-1)!].map((value, hour) => [startMs + hour * hourMs, value]), // each until the next begins
    })),
  };
}

/** Between the labels of limits above a plot, one below the other. */
const labelStep = 14;

function latencyOption({ bars, limits }: LatencyChart, palette: Palette): EChartsOption {
  const lines = labelled(limits);
  const [least, most] = [bars[0].fromMs, Math.max(bars.at(-1)!.toMs, ...limits.map(({ value }) => value))];
  const isInRightHalf = (value: number) => value * value > least * most;
  return {
    grid: { ...grid, top: 12 + labelStep * lines.length },
    tooltip: { ...tooltip(palette), trigger: "item" },
    xAxis: {
      type: "log",
      min: least,
      max: most,
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
          data: lines.map(({ text, value }, place) => ({
            name: text,
            xAxis: value,
            label: {
              ...{ rotate: 0, position: "end", align: isInRightHalf(value) ? "right" : "left" },
              offset: [0, -labelStep * (lines.length - 1 - place)],
            },
          })),
        },
      },
    ],
  };
}

function waterfallOption({ bars }: WaterfallChart, palette: Palette, width: number): EChartsOption {
  const downwards = bars.toReversed();
  const color = ({ isTotal, from, to }: WaterfallChart["bars"][number]) =>
    palette.lines[isTotal ? 0 : to < from ? 2 : 1];
  return {
    grid: { ...grid, top: 8, right: 90 },
    tooltip: { ...tooltip(palette), trigger: "item", formatter: (point) => (Array.isArray(point) ? "" : point.name) },
    xAxis: valueAxis(axisFormats.USD, palette),
    yAxis: nameAxis(
      downwards.map(({ name }) => name),
      palette,
      width,
    ),
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
        ...{ type: "sankey", left: 8, right: 215, top: 8, bottom: 20, nodeGap: 34, nodeWidth: 10, draggable: false },
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

/** Values of which the largest is so many times the least are told apart on a logarithmic axis alone. */
const logarithmicFrom = 10;

function pointsOption({ x, y, groups }: PointsChart, palette: Palette): EChartsOption {
  const values = groups.flatMap(({ points }) => points.map((point) => point.y));
  const isWide = y.unit === "ms" && Math.max(...values) >= logarithmicFrom * Math.min(...values);
  const axis = ({ name, unit }: ScatterAxis) => ({
    ...valueAxis((value) => (unit === "ms" ? milliseconds(value, 3) : axisFormats[unit](value)), palette),
    ...{ name, nameLocation: "middle" as const, nameTextStyle: { color: palette.dim } },
    ...{ scale: true, min: null as never },
  });
  return {
    grid: { ...grid, bottom: 44, left: 40 },
    legend: legend(
      palette,
      groups.map(({ name }) => name),
    ),
    tooltip: { ...tooltip(palette), trigger: "item", formatter: (point) => (Array.isArray(point) ? "" : point.name) },
    xAxis: { ...axis(x), nameGap: 28 },
    yAxis: { ...axis(y), nameGap: 56, ...(isWide && { type: "log" as never }) },
    series: groups.map((group, index) => ({
      ...{ name: group.name, type: group.as === "line" ? ("line" as const) : ("scatter" as const), ...dots(group) },
      color: group.as === "faint" ? palette.dim : palette.lines[index % palette.lines.length],
      itemStyle: { opacity: 1 },
      data: group.points.map((point) => ({ name: point.words, value: [point.x, point.y] })),
    })),
  };
}

function dots({ as, points }: PointsChart["groups"][number]) {
  const size = { line: points.length <= smoothFrom ? 9 : 6, points: 7, faint: 5, chosen: 17 }[as];
  return {
    symbol: as === "chosen" ? "diamond" : "circle",
    symbolSize: size,
    showSymbol: true,
    z: as === "chosen" ? 5 : 2,
  };
}

function rangesOption({ unit, bars }: RangesChart, palette: Palette, width: number): EChartsOption {
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
    yAxis: nameAxis(
      downwards.map(({ name }) => name),
      palette,
      width,
    ),
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
