import { z } from "zod";
import { duration, filePath, text } from "../../scenarios/language/index.js";
import type { Clock } from "../clock.js";
import { InputError } from "../input-error.js";
import { LocalTime } from "../local-time.js";
import type { Tables } from "../tables.js";
import { isLocalTime, isUnixTime, nanosecondsOf, type TimeUnit, timeUnit } from "../timestamp.js";
import { timezone } from "../zone.js";
import { defineCurve } from "./curve.js";
import { type Horizon, segmentsOf } from "./segments.js";

/** Measured rates, one in each row. */
export const csv = defineCurve({
  kind: "csv",
  about:
    "A column of measured rates. With a column of times, each rate holds from its time on, and the run starts where clock.start is among them; without one, the rows follow one another from the start.",
  shape: (unit) =>
    z.strictObject({
      file: filePath().describe("The CSV file with rates over time."),
      column: text().describe("The column that holds the numbers."),
      unit: unit().describe("What the number 1 in that column stands for, such as 1/s or 1/min."),
      time: text().optional().describe("The column of times; left out, the one that holds times."),
      timeUnit: timeUnit()
        .optional()
        .describe("The unit of the file's times where they are numbers; left out, Unix time by its size, or seconds."),
      timezone: timezone().optional().describe("The time zone of times without an offset; left out, the clock's."),
      every: duration({ min: 1_000_000 })
        .optional()
        .describe("How long a row holds; left out, the file's usual step, or 1m without times."),
      missing: z
        .enum(["hold", "zero"])
        .prefault("hold")
        .describe("What holds where rows are missing: the last rate before, or none."),
      atEnd: z
        .enum(["repeat", "hold", "zero"])
        .optional()
        .describe(
          "What follows the last row and precedes the first: the rows again, the nearest rate, or none; left out, the rows again.",
        ),
    }),
  compile: (config, context) => {
    const rows = rateRows(config, context);
    const { horizon } = context;
    const once = holding(rows, config.missing);
    switch (config.atEnd ?? "repeat") {
      case "repeat":
        refuseEndless(config.file, rows, horizon);
        return segmentsOf(repeated(once, rows, horizon), horizon);
      case "hold":
        return segmentsOf([[horizon.from, rows.rate[0]], ...once], horizon);
      case "zero":
        return segmentsOf([[horizon.from, 0], ...once, [rows.end, 0]], horizon);
    }
  },
});

/**
 * Largest number of changes of rate in one run, twice the minutes of a year. With more, a short file is being repeated
 * by mistake.
 */
const changesMost = 1_000_000;

function refuseEndless(file: string, { at, period }: RateRows, { from, to }: Horizon): void {
  const rounds = Math.ceil((to - from) / period);
  if (rounds <= 1 || rounds * at.length <= changesMost) return;
  const expected =
    "rows that fill the run or go round in it, with at most 1,000,000 changes of rate (see every, timeUnit and atEnd)";
  throw new InputError(file, expected, `${at.length} rows that are over after ${+(period / 1e6).toPrecision(3)} s`);
}

type Points = readonly (readonly [at: number, rate: number])[];

/** The rate of each row from its time on, and zero in gaps where rows are missing if `missing` says so. */
function holding({ at, rate, step }: RateRows, missing: "hold" | "zero"): Points {
  return Array.from(at).flatMap((time, row) => {
    const here = [time, rate[row]] as const;
    const isGap = missing === "zero" && at[row + 1] - time > 1.5 * step;
    return isGap ? [here, [time + step, 0] as const] : [here];
  });
}

/** The rows, repeated without end in both directions. */
function* repeated(once: Points, { at, period }: RateRows, { from, to }: Horizon) {
  for (let round = Math.floor((from - at[0]) / period); at[0] + round * period < to; round++) {
    for (const [time, rate] of once) yield [time + round * period, rate] as const;
  }
}

/** How a file of rates is written; keys that are left out are inferred from the file. */
export interface CsvConfig {
  readonly file: string;
  readonly column: string;
  readonly unit: number;
  readonly time?: string | undefined;
  readonly timeUnit?: TimeUnit | undefined;
  readonly timezone?: string | undefined;
  readonly every?: number | undefined;
  readonly missing: "hold" | "zero";
  readonly atEnd?: "repeat" | "hold" | "zero" | undefined;
}

/**
 * Something about a file that its user should know. Rows count from 1 below the column names; times are instants of the
 * run.
 */
export type CsvFinding =
  | { readonly kind: "unsorted"; readonly count: number; readonly row: number }
  | { readonly kind: "missing"; readonly count: number; readonly step: number; readonly after: number }
  | { readonly kind: "overlapping"; readonly count: number; readonly step: number; readonly at: number }
  /** Times that are numbers too small to be Unix time. */
  | { readonly kind: "undated"; readonly column: string }
  /** Times without an offset, in a zone that the user did not name. */
  | { readonly kind: "zone"; readonly column: string; readonly zone: string }
  /** clock.start is not within the file (microseconds since 1970); the run begins at one of its times all the same. */
  | { readonly kind: "elsewhere"; readonly from: number; readonly to: number; readonly begins: number }
  /** The file ends before the run does. */
  | { readonly kind: "short"; readonly end: number };

/** Rates in order of time, in microseconds since clock.start. Each holds until the next. */
interface RateRows {
  readonly at: Float64Array;
  readonly rate: Float64Array;
  readonly step: number;
  /** When the last row ends, and after how long the rows repeat. */
  readonly end: number;
  readonly period: number;
  readonly findings: readonly CsvFinding[];
}

interface Context {
  readonly tables: Tables;
  readonly clock: Clock;
}

const minute = 60e6;
const day = 86_400e6;
const namesOfTime = /time|epoch|^(ts|t|at)$/i;
/** Matches a time of day, or a date in some common notation. */
const looksLikeTime = /\d:[0-5]\d|\d{1,4}[-/.](\d{1,2}|[A-Z][a-z]{2})[-/.]\d{2,4}/;
/** Number of rows from which the content of a column is inferred. */
const told = 100;

/**
 * The rows of a file in the run's own time: by their times if the file has a column of them, otherwise one after the
 * other.
 */
export function rateRows(config: CsvConfig, { tables, clock }: Context): RateRows {
  const rates = ratesOf(config, tables);
  const column = config.time ?? timeColumn(config, tables);
  const rows = column === undefined ? untimed(rates, config) : timed(rates, { config, column, tables, clock });
  const isShort = rows.end < clock.duration && config.atEnd === undefined;
  return isShort ? { ...rows, findings: [...rows.findings, { kind: "short", end: rows.end }] } : rows;
}

function ratesOf({ file, column, unit }: CsvConfig, tables: Tables): Float64Array {
  const values = tables.column(file, column);
  const negative = values.findIndex((value) => value < 0);
  if (negative < 0) return values.map((value) => value * unit);
  const got = `${values[negative]} in row ${negative + 1}`;
  throw new InputError(file, `rates in "${column}" that are not negative`, got);
}

/**
 * Finds the column of times: the first that holds dates and times; otherwise the first of numbers whose name refers to
 * time; otherwise one that looks like times in an unknown notation, which is refused when it is read.
 */
function timeColumn({ file, column }: CsvConfig, tables: Tables): string | undefined {
  const others = tables.columns(file).filter((name) => name !== column);
  const cells = (name: string) => tables.texts(file, name).slice(0, told);
  return (
    others.find((name) => cells(name).every((cell) => isLocalTime(cell) !== null)) ??
    others.find((name) => namesOfTime.test(name) && cells(name).every(isNumber)) ??
    others.find((name) => cells(name).some((cell) => looksLikeTime.test(cell)))
  );
}

function isNumber(cell: string): boolean {
  return cell.trim() !== "" && Number.isFinite(Number(cell));
}

function untimed(rate: Float64Array, { every = minute }: CsvConfig): RateRows {
  const period = rate.length * every;
  return { at: rate.map((_, i) => i * every), rate, step: every, end: period, period, findings: [] };
}

interface Timed extends Context {
  readonly config: CsvConfig;
  readonly column: string;
}

function timed(rate: Float64Array, { config, column, tables, clock }: Timed): RateRows {
  const findings: CsvFinding[] = [];
  const { times, isDated } = epochs({ config, column, tables, clock }, findings);
  const order = inOrder(times, findings);
  const sorted = Float64Array.from(order, (row) => times[row]);
  const step = config.every ?? usualStep(sorted);
  const end = sorted[sorted.length - 1] + step;
  const period = wholeDays(end - sorted[0], step);
  const origin = originOf({ from: sorted[0], to: end, period }, isDated ? clock : null, findings);
  const at = sorted.map((time) => time - origin);
  noteSteps(at, step, findings);
  return { at, rate: Float64Array.from(order, (row) => rate[row]), step, end: end - origin, period, findings };
}

/** The times in microseconds since 1970, or since whatever instant small numbers count from. */
function epochs({ config, column, tables, clock }: Timed, findings: CsvFinding[]) {
  const { file, timeUnit } = config;
  const cells = tables.texts(file, column);
  const times = tables.timestamps(file, column, nanosecondsOf(timeUnit));
  const isDated = cells.some((cell) => isLocalTime(cell) !== null) || times.every(isUnixTime);
  if (!isDated && timeUnit === undefined) findings.push({ kind: "undated", column });
  if (!cells.some(isLocalTime)) return { times, isDated };
  const zone = config.timezone ?? clock.timezone;
  if (config.timezone === undefined && zone !== "UTC") findings.push({ kind: "zone", column, zone });
  const [first, last] = [Math.min, Math.max].map((most) => times.reduce((a, b) => most(a, b)));
  const local = new LocalTime(zone, (first - day) / 1e3, (last + day) / 1e3);
  return {
    times: times.map((time, row) => (isLocalTime(cells[row]) ? local.epochMs(time / 1e3) * 1e3 : time)),
    isDated,
  };
}

/** Row numbers in order of time; rows with the same time keep the order of the file. */
function inOrder(times: Float64Array, findings: CsvFinding[]): Uint32Array {
  const order = Uint32Array.from(times, (_, row) => row);
  let latest = Number.NEGATIVE_INFINITY;
  let [count, first] = [0, 0];
  for (const [row, time] of times.entries()) {
    if (time < latest && count++ === 0) first = row + 1;
    latest = Math.max(latest, time);
  }
  if (count === 0) return order;
  findings.push({ kind: "unsorted", count, row: first });
  return order.sort((a, b) => times[a] - times[b] || a - b);
}

/** The median time between successive rows. */
function usualStep(sorted: Float64Array): number {
  const steps = sorted
    .subarray(1)
    .map((time, i) => time - sorted[i])
    .filter((step) => step > 0)
    .sort();
  return steps.length === 0 ? minute : steps[Math.floor((steps.length - 1) / 2)];
}

/** The period of repetition. A file that covers whole days, give or take a row, repeats after whole days. */
function wholeDays(span: number, step: number): number {
  const whole = Math.round(span / day) * day;
  return whole > 0 && Math.abs(span - whole) <= 1.5 * step ? whole : span;
}

/**
 * The time in the file at which the run starts. When clock.start is not in the file, it is the same time of day if the
 * file covers whole days, and its first row otherwise.
 */
function originOf(
  { from, to, period }: { readonly from: number; readonly to: number; readonly period: number },
  clock: Clock | null,
  findings: CsvFinding[],
): number {
  if (clock === null) return from;
  const start = clock.epochMs(0) * 1e3;
  if (start >= from && start < to) return start;
  const begins = period % day === 0 ? from + modulo(start - from, period) : from;
  findings.push({ kind: "elsewhere", from, to, begins });
  return begins;
}

function noteSteps(at: Float64Array, step: number, findings: CsvFinding[]): void {
  const missing = { count: 0, after: 0 };
  const overlapping = { count: 0, at: 0 };
  for (let i = 1; i < at.length; i++) {
    const steps = (at[i] - at[i - 1]) / step;
    if (steps > 1.5) {
      if (missing.count === 0) missing.after = at[i - 1];
      missing.count += Math.round(steps) - 1;
    } else if (steps < 0.5 && overlapping.count++ === 0) overlapping.at = at[i];
  }
  if (missing.count > 0) findings.push({ kind: "missing", step, ...missing });
  if (overlapping.count > 0) findings.push({ kind: "overlapping", step, ...overlapping });
}

function modulo(value: number, base: number): number {
  return value - Math.floor(value / base) * base;
}
