import type { EndCount } from "../../sim/facts/aspect.js";
import { aspects } from "../../sim/facts/aspects/index.js";
import { alone, money, plusMinus } from "../../sim/facts/estimates.js";
import type { MinuteColumns } from "../../sim/facts/facts.js";
import { quantity } from "../../sim/facts/numbers.js";
import type { MinuteFigure, Outcome } from "../../sim/outcome/outcome.js";
import type { RunEvent } from "../../sim/outcome/replication.js";
import { flows } from "../aspects.js";
import { formats } from "../units.js";
import type { Chart, CostChart, FlowChart, HoursChart, LatencyChart, TimeChart, TimeLine, TimeMark } from "./chart.js";
import { thinned } from "./thin.js";

const minuteUs = 60_000_000;
/** More marks than that hide what they mark. */
const marksMax = 400;
/** Lines of the bill that are drawn by name; the rest is one. */
const costLinesMax = 8;

const inOrder = ["load", "capacity", "effect"];

/** The charts of the minutes of a service: load, what is held against it, what comes of it. */
export function minuteCharts(outcome: Outcome, service: string, events: readonly RunEvent[]): readonly Chart[] {
  const marks = marksOf(service, events);
  const own = outcome.figures.minutes.filter((figure) => figure.service === service);
  return own
    .toSorted((a, b) => inOrder.indexOf(a.shows) - inOrder.indexOf(b.shows))
    .flatMap((figure) => timeChart(figure, outcome, marks) ?? []);
}

/** Measurements of a service by the columns of its minutes, in their units. */
export type MeasuredPoints = Partial<Record<keyof MinuteColumns, TimeLine["points"]>>;

/** Measurements of a service, minute by minute. */
export function measuredPoints({ services }: Outcome, service: string): MeasuredPoints {
  const series = Object.entries(services[service]?.series ?? {});
  return Object.fromEntries(
    series.filter(([, values]) => values.some(Number.isFinite)).map(([column, values]) => [column, thinned(values)]),
  );
}

/**
 * Figures of a measured service over its prediction: the measured line, the first predicted run, and the range of all
 * predicted runs behind them.
 */
export function measuredOver(
  predicted: Outcome,
  measured: MeasuredPoints,
  service: string,
): readonly (Chart & TimeChart)[] {
  return predicted.figures.minutes
    .filter((figure) => figure.service === service)
    .flatMap((figure) => {
      const lines = figure.lines.filter(({ column }) => column in measured);
      const own = lines.length === 0 ? null : timeChart({ ...figure, lines }, predicted, []);
      if (own === null) return [];
      const drawn = own.lines.flatMap((line): readonly TimeLine[] => {
        const { column } = lines.find(({ name }) => name === line.name)!;
        return [
          measuredLine(`${line.name} measured`, measured[column]!, figure),
          { ...line, name: `${line.name} predicted`, as: "predicted" },
        ];
      });
      return [{ ...own, lines: drawn, about: `${own.about} Measured beside it.` }];
    });
}

/** Figures of a measured service without a prediction. */
export function measuredAlone(
  measured: MeasuredPoints,
  service: string,
  startMs: number,
): readonly (Chart & TimeChart)[] {
  return aspects
    .flatMap(({ figures = [] }) => figures)
    .flatMap((figure) => {
      const lines = figure.lines.filter(({ column }) => column in measured);
      if (lines.length === 0) return [];
      const { title, unit, perSecond = false } = figure;
      return [
        {
          ...{ kind: "time", title: `${service}: ${title}`, about: `${title} of ${service} as measured.` },
          ...{ unit, perSecond, startMs, limits: [], marks: [] },
          lines: lines.map(({ column, name }) => measuredLine(name, measured[column]!, figure)),
        } as const,
      ];
    });
}

function measuredLine(
  name: string,
  points: TimeLine["points"],
  { perSecond }: Pick<MinuteFigure, "perSecond">,
): TimeLine {
  const scale = perSecond ? 1 / 60 : 1;
  const scaled = points.map(([minute, value]) => [minute, value === null ? null : rounded(value * scale)] as const);
  return { name, as: "line", points: scaled, band: [] };
}

/** Nothing where no minute has a value. */
function timeChart(
  { service, title, unit, perSecond, lines, bands, limits }: MinuteFigure,
  outcome: Outcome,
  marks: readonly TimeMark[],
): (Chart & TimeChart) | null {
  const { series } = outcome.services[service];
  const scale = perSecond ? 1 / 60 : 1;
  const told = lines.filter(({ column }) => series[column]?.some((value) => Number.isFinite(value) && value !== 0));
  const first = lines.find(({ column }) => series[column]?.some(Number.isFinite));
  const shown = told.length > 0 || first === undefined ? told : [first];
  if (shown.length === 0) return null;
  const drawn = shown.map(({ column, name, as }): TimeLine => {
    const band = bands[column];
    return {
      ...{ name, as },
      points: thinned(series[column]!.map((value) => value * scale)),
      band: band === undefined ? [] : bandPoints(band.low, band.high, scale),
    };
  });
  return {
    kind: "time",
    title: `${service}: ${title}`,
    about: `${title} of ${service}, minute by minute ${isOneOfMany(outcome) ? "of the first run" : "over the run"}: ${shown.map(({ column, name }) => rangeWords(name, series[column]!, unit, scale)).join("; ")}.`,
    ...{ unit, perSecond: perSecond === true, startMs: wallClock(outcome.clock.start), lines: drawn, marks },
    limits: limits.map(limitOf(service)),
  };
}

function isOneOfMany({ kind, replications }: Outcome): boolean {
  return kind === "predicted" && replications > 1;
}

/** Without the name of the service, which stands above the chart. */
function limitOf(service: string): (limit: MinuteFigure["limits"][number]) => TimeChart["limits"][number] {
  return ({ objective, value }) => ({ text: objective.replace(`${service} `, ""), value });
}

function bandPoints(low: readonly number[], high: readonly number[], scale: number): TimeLine["band"] {
  const highs = new Map(thinned(high.map((value) => value * scale)));
  const lows = new Map(thinned(low.map((value) => value * scale)));
  const minutes = [...new Set([...lows.keys(), ...highs.keys()])].sort((a, b) => a - b);
  const at = (values: readonly number[], minute: number) =>
    Number.isFinite(values[minute]) ? rounded(values[minute] * scale) : null;
  return minutes.map((minute) => [minute, at(low, minute), at(high, minute)] as const);
}

function rangeWords(name: string, values: readonly number[], unit: MinuteFigure["unit"], scale: number): string {
  const finite = values.filter(Number.isFinite).map((value) => value * scale);
  if (finite.length === 0) return `${name} has no value`;
  const [least, most] = finite.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [Infinity, -Infinity],
  );
  const told = formats[unit];
  return `${name} ${told(least)} to ${told(most)}`;
}

function marksOf(service: string, events: readonly RunEvent[]): readonly TimeMark[] {
  const own = events.filter((event) => event.service === service && event.at >= 0);
  const step = Math.max(1, Math.ceil(own.length / marksMax));
  return own
    .filter((_, index) => index % step === 0)
    .map(({ at, kind, message }) => ({ minute: rounded(at / minuteUs), kind, text: message }));
}

/** Flow charts of a service, one for each kind of arrivals. */
export function flowCharts(outcome: Outcome, service: string): readonly (Chart & FlowChart)[] {
  return flows(outcome.services[service]).flatMap(({ title, all, ends }) => {
    const total = all.count.value ?? 0;
    const seen = ends.filter(({ count }) => (count.value ?? 0) > 0);
    if (total === 0 || seen.length < 2) return [];
    const band = ({ name, count }: EndCount) => ({
      ...{ name, count: count.value ?? 0 },
      words: `${name} ${plusMinus(count, quantity)}`,
    });
    const shown = seen.map(band);
    const about = `Of ${plusMinus(all.count, quantity)} that ${all.name}: ${shown.map(({ words }) => words).join(", ")}.`;
    return [{ kind: "flow", title: `${service}: ${title}`, about, all: band(all), ends: shown }];
  });
}

/** Cost of a run by line of the bill, the largest first. */
export function costChart({ lines }: Outcome["cost"]): (Chart & CostChart) | null {
  const bars = lines
    .map(({ service, item, usd, estimates }) => ({
      ...{ name: `${service}: ${item}`, usd },
      words: money(estimates?.usd ?? alone(usd)),
    }))
    .filter(({ usd }) => usd > 0)
    .toSorted((a, b) => b.usd - a.usd);
  if (bars.length === 0) return null;
  const about = `Cost of a run by line of the bill: ${bars
    .slice(0, 3)
    .map(({ name, words }) => `${name} ${words}`)
    .join(", ")}.`;
  return { kind: "cost", title: "Cost of a run by line", about, bars: bars.map(({ name, usd }) => ({ name, usd })) };
}

/** Cost by hour; null for a run of an hour. */
export function hoursChart({
  figures: { hourlyCost },
  clock,
  cost,
}: Pick<Outcome, "figures" | "clock" | "cost">): (Chart & HoursChart) | null {
  const hours = Math.max(0, ...hourlyCost.map(({ usd }) => usd.length));
  if (hours < 2) return null;
  const named = hourlyCost
    .slice(0, costLinesMax)
    .map(({ service, item, usd }) => ({ name: `${service}: ${item}`, usd }));
  const others = hourlyCost.slice(costLinesMax);
  const rest = Array.from({ length: hours }, (_, hour) => others.reduce((sum, { usd }) => sum + (usd[hour] ?? 0), 0));
  const lines = others.length === 0 ? named : [...named, { name: `${quantity(others.length)} others`, usd: rest }];
  const about = `Cost of each of ${hours} hours, on average over all runs; together ${money(cost.totalUsd)} a run.`;
  return { kind: "hours", title: "Cost by hour", about, startMs: wallClock(clock.start), lines };
}

/** Latency distribution of a service's requests. */
export function latencyChart(outcome: Outcome, service: string): (Chart & LatencyChart) | null {
  const bars = outcome.figures.latencies[service];
  if (bars === undefined) return null;
  const limits = outcome.figures.minutes
    .filter((figure) => figure.service === service && figure.unit === "ms")
    .flatMap(({ limits }) => limits.map(limitOf(service)));
  const mode = bars.reduce((a, b) => (b.share > a.share ? b : a));
  const about = `Latencies of ${service} that ${outcome.replications > 1 ? "all runs" : "the run"} showed: ${formats.ms(bars[0].fromMs)} to ${formats.ms(bars.at(-1)!.toMs)}, most often ${formats.ms(mode.fromMs)} to ${formats.ms(mode.toMs)}.`;
  return { kind: "latency", title: `${service}: latency by size, all runs`, about, bars, limits };
}

/** Milliseconds of the wall clock at an instant with an offset, as if it were UTC. */
export function wallClock(iso: string): number {
  return Date.parse(`${iso.slice(0, 19)}Z`);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
