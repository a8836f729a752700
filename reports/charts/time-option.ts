import type { EChartsOption, SeriesOption } from "echarts";
import type { AxisUnit, TimeChart, TimeLine, TimeMark } from "./chart.js";
import { axisFormats, clockAxis, grid, labelled, legend, minuteMs, type Palette, tooltip, valueAxis } from "./look.js";

/** Lines over the clock, with limits across them and what happened above them. */
export function timeOption(
  { unit, perSecond, startMs, lines, limits, marks }: TimeChart,
  palette: Palette,
): EChartsOption {
  const told = (value: number) => axisFormats[unit](value) + (perSecond ? " /s" : "");
  const at = (minute: number) => startMs + minute * minuteMs;
  const colors = colorsOf(lines, palette);
  const series = lines.flatMap((line, index) => lineSeries(line, colors[index], at));
  const [first] = series;
  if (first !== undefined && limits.length > 0) Object.assign(first, { markLine: limitLines(limits, palette) });
  const kinds = [...new Set(marks.map(({ kind }) => kind))].sort();
  const signs = kinds.map((kind, index) => ({ kind, ...signOf(kind, index) }));
  const happened = signs.map(
    ({ kind, ...sign }): SeriesOption => ({
      ...{ name: kind, type: "scatter", yAxisIndex: 1, clip: false, symbolOffset: [0, -9], symbolSize: 8, ...sign },
      itemStyle: { color: palette.dim },
      data: marks
        .filter((mark) => mark.kind === kind)
        .map((mark) => ({ name: markWords(mark), value: [at(mark.minute), 1] })),
      tooltip: { formatter: (point) => (Array.isArray(point) ? "" : point.name) },
    }),
  );
  const highest = Math.max(...limits.map(({ value }) => value));
  return {
    useUTC: true,
    grid: { ...grid, top: marks.length > 0 ? 48 : grid.top },
    legend: legend(palette, [
      ...lines.map(({ name }) => name),
      ...signs.map(({ kind, symbol }) => ({ name: kind, icon: symbol })),
    ]),
    tooltip: {
      ...tooltip(palette),
      trigger: "axis",
      valueFormatter: (value) => (typeof value === "number" ? told(value) : "–"),
    },
    xAxis: clockAxis(palette),
    yAxis: [
      {
        ...valueAxis(told, palette),
        ...{
          interval: intervalOf(unit, Math.max(highestOf(lines), highest)),
          max: ({ max }) => (max > highest ? null : roundUp(highest)) as number,
        },
      },
      { type: "value", min: 0, max: 1, show: false },
    ],
    dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, preventDefaultMouseMove: false }],
    series: [...series, ...happened],
  };
}

/** A line that was predicted has the color of the measured one before it. */
function colorsOf(lines: readonly TimeLine[], { lines: colors }: Palette): readonly string[] {
  let used = -1;
  return lines.map(({ as }) => {
    if (as !== "predicted" || used < 0) used++;
    return colors[used % colors.length];
  });
}

/** A sign for each kind of what happens: capacity that grows points up, capacity that shrinks points down. */
function signOf(kind: string, index: number): { readonly symbol: string; readonly symbolRotate?: number } {
  if (kind.endsWith("-out")) return { symbol: "triangle" };
  if (kind.endsWith("-in")) return { symbol: "path://M0,0 L10,0 L5,8 Z" };
  const others = ["diamond", "circle", "rect", "pin", "arrow"];
  return { symbol: others[index % others.length] };
}

function markWords({ kind, text }: TimeMark): string {
  return `${kind}: ${text}`;
}

function limitLines(limits: TimeChart["limits"], { limit, background }: Palette) {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: limit, type: "dashed" },
    label: {
      ...{ color: limit, backgroundColor: background, padding: [1, 3] },
      formatter: ({ name }: { name: string }) => name,
    },
    data: labelled(limits).map(({ text, value }, place) => ({
      ...{ name: text, yAxis: value },
      label: { position: place % 2 === 0 ? "insideStartTop" : "insideEndTop" },
    })),
  };
}

function highestOf(lines: readonly TimeLine[]): number {
  const values = lines.flatMap(({ points, band }) => [
    ...points.map(([, value]) => value),
    ...band.map(([, , high]) => high),
  ]);
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

const second = 1;
const minute = 60;
const hour = 3_600;
const day = 86_400;
/** Steps of a clock, in seconds. */
const clockSteps = [
  ...[5 * second, 10 * second, 15 * second, 30 * second],
  ...[minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute],
  ...[hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day],
];
const ticksMost = 6;

/** Between ticks of times that are told in minutes or hours: whole ones of them. Other axes choose their own. */
function intervalOf(unit: AxisUnit, highest: number): number | undefined {
  const scale = unit === "ms" ? 1_000 : unit === "s" ? 1 : 0;
  if (scale === 0 || highest < 2 * minute * scale) return undefined;
  const step = clockSteps.find((each) => each * scale * ticksMost >= highest);
  return step === undefined ? undefined : step * scale;
}

/** The next number above that has one digit, or ends in a half of it, with room for the name of a line at the old one. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value)) / 2;
  return unit * Math.ceil((1.12 * value) / unit);
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
      ...{
        name,
        type: "line",
        showSymbol: false,
        color,
        lineStyle: { width: 1.5, ...(as === "predicted" && { type: [5, 3] }) },
        emphasis: { disabled: true },
      },
      ...(as === "steps" && { step: "end" as const }),
      ...(as === "stack" && { stack: "stack", areaStyle: { opacity: 0.35 } }),
      data: points.map(([minute, value]) => [at(minute), value ?? "-"]),
    },
    ...bounds,
  ];
}
