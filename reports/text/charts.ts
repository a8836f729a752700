import { minutesPerDay } from "../../scenarios/language/units/time.js";
import { type Format, milliseconds, quantity } from "../../sim/facts/numbers.js";
import type { MinuteSeries, Outcome } from "../../sim/outcome/outcome.js";
import { offsetAt } from "../../sim/outcome/wall-clock.js";
import { instants } from "../instants.js";
import { average, bars, type Gather, largest, spread } from "../sparkline.js";
import type { Paint } from "./paint.js";

const width = 72;
const gutter = 11;
const minuteUs = 60_000_000;
const labelStepsMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14_400];

interface Chart {
  readonly name: string;
  readonly values: readonly number[];
  readonly gather: Gather;
  readonly format: Format;
}

/** Traffic, tasks and p99 over the first replication, each with its scale, above one clock axis. */
export function charts(series: MinuteSeries, outcome: Outcome, paint: Paint): readonly string[] {
  if (series.arrived.length === 0) return [];
  const { clock, replications, measured } = outcome;
  const lasted = measured?.elapsedS ?? clock.durationS;
  const traffic = series.arrived.map((requests, minute) => requests / lengthOf(minute, lasted));
  const drawn: readonly Chart[] = [
    { name: "traffic", values: traffic, gather: average, format: (rate) => `${quantity(rate)} /s` },
    ...(series.running.some(Number.isFinite)
      ? [{ name: "tasks", values: series.running, gather: average, format: quantity }]
      : []),
    { name: "p99", values: series.p99Ms, gather: largest, format: milliseconds },
  ];
  const title = replications > 1 ? "first run" : "";
  return [
    ...drawn.flatMap((chart) => draw(chart, paint)),
    paint.dim(title.padEnd(gutter) + axis(clock, series.arrived.length)),
  ];
}

/** Seconds of a minute of a run: the last one may be short. */
function lengthOf(minute: number, lastedS: number): number {
  const left = lastedS - 60 * minute;
  return left > 0 ? Math.min(60, left) : 60;
}

function draw({ name, values, gather, format }: Chart, paint: Paint): readonly string[] {
  const columns = spread(values, width, gather);
  const top = Math.max(0, ...columns.filter(Number.isFinite));
  const [upper, lower] = bars(columns, top);
  return [
    `${" ".repeat(gutter)}${paint.cyan(upper)} ${paint.dim(format(top))}`,
    `${name.padEnd(gutter)}${paint.cyan(lower)} ${paint.dim("0")}`,
  ];
}

/** Clock times under the columns, at whole multiples of the step that leaves room to read them. */
function axis(clock: Outcome["clock"], minutes: number): string {
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
