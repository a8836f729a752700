import { sum } from "../statistics/sum.js";
import type { Facts, MinuteColumns, ReportedMinutes, Weighed } from "./facts.js";
import type { MetricUnit } from "./units.js";

/** One service in one run. */
export interface ServiceRun {
  readonly facts: Facts;
  /** Length of the time that the run reports. */
  readonly days: number;
}

/** The terms that a minute adds to a metric that is a ratio of sums; null when there was nothing to observe. */
export type MinutePart = (
  minutes: ReportedMinutes,
  minute: number,
) => readonly [numerator: number, denominator: number];

/** How readings of all runs become one number: mean with intervals, mean alone, least, or most. */
export type Fold = "estimate" | "mean" | "least" | "most";

/** A number that a subject has in every run; NaN where a run has nothing to read it from. */
export interface SubjectMetric<Subject> {
  /** Name in objectives and claims. */
  readonly name: string;
  /** Dotted path in outcome.json; claims may use it too. */
  readonly field: string;
  readonly unit: MetricUnit;
  readonly about: string;
  value(subject: Subject): number;
  /**
   * For a value that counts losses or changes: how much one more event would add, by its usual size where known and
   * else the least possible; 0 where none can happen.
   */
  event?(subject: Subject): number;
  /** For a value that does not count events: the smallest difference that two runs which are not equal can show. */
  grain?(subject: Subject): number;
  /** Upper bound of the value: 1 for a share. */
  most?(subject: Subject): number;
  /** Set when the value is above zero whenever it exists, as a latency is. */
  readonly isPositive?: true;
}

/** A number of one aspect, read from what a run tells of it and, where it compares, from the rest of the service. */
export interface Metric<Own> {
  /** Name in objectives and claims; left out where they cannot ask for it. */
  readonly name?: string;
  readonly field: string;
  readonly unit: MetricUnit;
  readonly about: string;
  value(own: Own, run: ServiceRun): number;
  event?(own: Own, run: ServiceRun): number;
  grain?(own: Own, run: ServiceRun): number;
  most?(own: Own, run: ServiceRun): number;
  readonly isPositive?: true;
  /** Set for a metric that objectives may ask `during` or `for` a time. */
  readonly minute?: MinutePart;
  /** The probability of a latency quantile, whose objectives count the requests answered in time. */
  readonly quantile?: number;
  /** A demand has it too. */
  readonly ofDemand?: true;
  /** Left out where outcome.json does not have it. */
  readonly fold?: Fold;
  /** outcome.json has it only where some run has a value. */
  readonly ifTold?: true;
  /** Name in a verification, which compares predictions with observed runs. */
  readonly compared?: {
    readonly as: string;
    /** Left out where it is zero on both sides. */
    readonly ifSeen?: true;
    /** Set when the value grows with time, so that a run which ended early has none. */
    readonly grows?: true;
  };
  /** Reported for each stratum separately. */
  readonly isHeadline?: true;
  /**
   * Set when late actions of scaling move this metric first: it is simulated again with other lag splits, under this
   * name.
   */
  readonly bracketedAs?: string;
}

/** Sum of numerators over sum of denominators of the chosen minutes; NaN where there is nothing to divide by. */
export function overMinutes(
  { minutes, month }: Pick<Facts, "minutes" | "month">,
  part: MinutePart,
  chosen: readonly number[],
): number {
  let [above, below] = [0, 0];
  for (const minute of chosen) {
    const [numerator, denominator] = part(minutes, minute);
    const times = month === undefined ? 1 : month.times[minute];
    above += times * numerator;
    below += times * denominator;
  }
  return below === 0 ? Number.NaN : above / below;
}

/** The sum of a column over all minutes. */
export function sumOverMinutes(column: Float64Array, { month }: Pick<Facts, "month">): number {
  if (month === undefined) return sum(column);
  return column.reduce((total, value, minute) => total + value * month.times[minute], 0);
}

/** A metric that is a ratio of sums over minutes. */
export function byMinutes(minute: MinutePart): Pick<Metric<unknown>, "minute" | "value"> {
  return { minute, value: (_, { facts }) => overMinutes(facts, minute, allMinutes(facts)) };
}

/** The mean of a column over the minutes that have a value. */
export function columnPart(column: (minutes: MinuteColumns) => Float64Array): MinutePart {
  return (minutes, minute) => {
    const value = column(minutes)[minute];
    return Number.isNaN(value) ? [0, 0] : [value, 1];
  };
}

/** The value of a column that a share `p` of the minutes with one stays within. */
export function nearestRank(column: Float64Array, p: number, { month }: Pick<Facts, "month"> = {}): number {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  if (month === undefined) return sorted.length === 0 ? Number.NaN : sorted[Math.ceil(p * sorted.length - 1e-9) - 1];
  const told = Array.from(column, (value, minute) => ({ value, times: month.times[minute] }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => a.value - b.value);
  const rank = p * sum(told.map(({ times }) => times)) - 1e-9;
  let passed = 0;
  for (const { value, times } of told) {
    passed += times;
    if (passed >= rank) return value;
  }
  return told.at(-1)?.value ?? Number.NaN;
}

/** A value of a run, or one of a day and how many of a month it stands for. */
export type Repeated = number | Weighed<number>;

export function valueIn(repeated: Repeated): number {
  return typeof repeated === "number" ? repeated : repeated.value;
}

/** The mean of values; NaN without any. */
export function repeatedMean(values: readonly Repeated[]): number {
  const times = values.map((each) => (typeof each === "number" ? 1 : each.times));
  return sum(values.map((each, at) => times[at] * valueIn(each))) / sum(times);
}

/** The values of all days of a month, each as often as its day. */
export function repeatedOverDays(days: readonly Weighed<readonly Repeated[]>[]): readonly Repeated[] {
  return days.flatMap(({ value, times }) => value.map((each) => ({ value: valueIn(each), times })));
}

/** Numbers of days, one behind the other. */
export function concatenated(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(sum(parts.map(({ length }) => length)));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Every minute of a run. */
export function allMinutes({ minutes }: Facts): readonly number[] {
  const [any]: readonly Float64Array[] = Object.values(minutes);
  return any === undefined ? [] : Array.from(any.keys());
}
