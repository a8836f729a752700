import { minutesPerDay } from "../../scenarios/language/units/time.js";
import { aspects } from "../../sim/facts/aspects/index.js";
import type { Format } from "../../sim/facts/numbers.js";
import type { MinuteSeries, Outcome } from "../../sim/outcome/outcome.js";
import { offsetAt } from "../../sim/outcome/wall-clock.js";
import { instants } from "../run-files.js";
import { average, bars, type Gather, largest, spread } from "../sparkline.js";
import { formats } from "../units.js";
import type { Paint } from "./paint.js";

const gutter = 11;
/** Columns that a chart's name and scale take on the page. */
const beside = 28;
const minuteUs = 60_000_000;
const labelStepsMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14_400];

interface Drawn {
  readonly name: string;
  readonly values: readonly number[];
  readonly gather: Gather;
  readonly format: Format;
}

const inOrder = ["load", "capacity", "effect"];
const gathers = { mean: average, largest } as const;

/** Load, capacity and what came of it over the first replication, each with its scale, above one clock axis. */
export function charts(series: MinuteSeries, outcome: Outcome, paint: Paint): readonly string[] {
  const { clock, replications, measured } = outcome;
  const minutes = Math.max(0, ...Object.values(series).map(({ length }) => length));
  if (minutes === 0) return [];
  const lasted = measured?.elapsedS ?? clock.durationS;
  const title = replications > 1 ? "first run" : "";
  const width = paint.width - beside;
  return [
    ...chartsOf(series, lasted).flatMap((chart) => draw(chart, width, paint)),
    paint.dim(title.padEnd(gutter) + axis(clock, minutes, width)),
  ];
}

function chartsOf(series: MinuteSeries, lastedS: number): readonly Drawn[] {
  const drawn = aspects
    .flatMap(({ columns }) => columns)
    .flatMap(({ name, unit, chart }) => (chart && series[name] ? [{ ...chart, unit, column: series[name] }] : []));
  return drawn
    .toSorted((a, b) => inOrder.indexOf(a.shows) - inOrder.indexOf(b.shows))
    .map(({ name, unit, gather, perSecond, column }) => ({
      name,
      gather: gathers[gather],
      ...(perSecond
        ? {
            values: column.map((count, minute) => count / lengthOf(minute, lastedS)),
            format: (rate: number) => `${formats[unit](rate)} /s`,
          }
        : { values: column, format: formats[unit] }),
    }));
}

/** Seconds of a minute of a run: the last one may be short. */
function lengthOf(minute: number, lastedS: number): number {
  const left = lastedS - 60 * minute;
  return left > 0 ? Math.min(60, left) : 60;
}

function draw({ name, values, gather, format }: Drawn, width: number, paint: Paint): readonly string[] {
  const columns = spread(values, width, gather);
  const top = Math.max(0, ...columns.filter(Number.isFinite));
  const [upper, lower] = bars(columns, top);
  return [
    `${" ".repeat(gutter)}${paint.cyan(upper)} ${paint.dim(format(top))}`,
    `${name.padEnd(gutter)}${paint.cyan(lower)} ${paint.dim("0")}`,
  ];
}

/** Clock times under the columns, at whole multiples of the step that leaves room to read them. */
function axis(clock: Outcome["clock"], minutes: number, width: number): string {
  const step = labelStepsMinutes.find((candidate) => (candidate / minutes) * width >= 9) ?? minutes;
  const instant = instants(clock);
  const first = (step - (minuteOfDay(instant(0)) % step)) % step;
  let line = "";
  for (let wall = first; wall < minutes; wall += step) {
    const minute = wall - offsetAt(clock, wall * minuteUs).minutes + offsetAt(clock, 0).minutes;
    if (minuteOfDay(instant(minute * minuteUs)) % Math.min(step, minutesPerDay) !== 0) continue; // a change skips it
    const column = Math.floor((minute / minutes) * width);
    if (column >= line.length && column + 5 <= width)
      line = line.padEnd(column) + label(instant(minute * minuteUs), step);
  }
  return line;
}

function minuteOfDay(iso: string): number {
  return Number(iso.slice(11, 13)) * 60 + Number(iso.slice(14, 16));
}

function label(iso: string, stepMinutes: number): string {
  return stepMinutes >= 1440 ? iso.slice(5, 10) : iso.slice(11, 16);
}
