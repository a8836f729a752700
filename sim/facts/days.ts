import { day } from "../../scenarios/language/units/time.js";
import { type HistogramSnapshot, weighHistograms } from "../statistics/histogram.js";
import { sum } from "../statistics/sum.js";
import { aspects } from "./aspects/index.js";
import type { AspectFacts, DayRule, DayRules, DemandFacts, Facts, MinuteColumns, Weighed } from "./facts.js";
import { concatenated } from "./metric.js";

/** Any fact of an aspect: they are plain data. */
type Fact =
  | number
  | boolean
  | Float64Array
  | HistogramSnapshot
  | readonly unknown[]
  | Readonly<Record<string, unknown>>;

/** Days of a month never touch: what lies so far apart is no pair of anything. */
const apart = 2 * day;

/**
 * Combines simulated days, each weighted by how often it occurs, into the facts of a month, as if one run had gone
 * through all days. Counts add up, histograms are merged, and minutes are kept side by side with their weights.
 */
export function monthFacts(days: readonly Weighed<Facts>[]): Facts {
  const starts = days.map((_, index) => index * apart);
  const minutes = days.map(({ value }) => minutesIn(value));
  const names = Object.keys(days[0].value.demands).filter((name) => days.every(({ value }) => name in value.demands));
  const demands = names.map(
    (name) =>
      [
        name,
        joinedAspects(
          of(days, ({ demands }) => demands[name]),
          starts,
        ),
      ] as const,
  );
  const times = days.map((each, index) => new Float64Array(minutes[index]).fill(each.times));
  return {
    kind: days[0].value.kind,
    ...joinedAspects(days, starts),
    minutes: { ...joinedMinutes(days, minutes), dayBegin: dayBegins(minutes) },
    demands: Object.fromEntries(demands),
    month: {
      times: concatenated(times),
      firstDay: minutes[0],
      most: Math.max(...days.map((each) => each.times)),
    },
  };
}

function joinedAspects(days: readonly Weighed<DemandFacts>[], starts: readonly number[]): Partial<AspectFacts> {
  const told = aspects.flatMap(({ name, overDays = {} }) => {
    const own = of(days, (facts) => facts[name]).filter(({ value }) => value !== undefined);
    return own.length === 0
      ? []
      : [[name, joined(own as readonly Weighed<Fact>[], overDays as DayRule<never>, starts)] as const];
  });
  return Object.fromEntries(told);
}

/** Combines one fact over all days, by its kind and the rule for it. */
function joined(days: readonly Weighed<Fact>[], rule: DayRule<never> | undefined, starts: readonly number[]): unknown {
  if (typeof rule === "function") return rule(days as readonly Weighed<never>[], starts);
  const [{ value: first }] = days;
  if (typeof first === "number") return joinedNumbers(days as readonly Weighed<number>[], rule);
  if (typeof first === "boolean") return days.some(({ value }) => value);
  if (first instanceof Float64Array) return concatenated(days.map(({ value }) => value as Float64Array));
  if (isHistogram(first)) return weighHistograms(days as readonly Weighed<HistogramSnapshot>[]);
  if (Array.isArray(first)) throw new Error("a list has to say how it is put together over days");
  const records = days as readonly Weighed<Readonly<Record<string, Fact | undefined>>>[];
  const keys = [...new Set(records.flatMap(({ value }) => Object.keys(value)))];
  const rules = (typeof rule === "object" ? rule : {}) as DayRules<Record<string, Fact>>;
  return Object.fromEntries(
    keys.map((key) => {
      const own = of(records, (value) => value[key]).filter(({ value }) => value !== undefined);
      return [key, joined(own as readonly Weighed<Fact>[], rules[key] as DayRule<never> | undefined, starts)];
    }),
  );
}

function joinedNumbers(days: readonly Weighed<number>[], rule: DayRule<never> | undefined): number {
  if (rule === "most") return Math.max(...days.map(({ value }) => value));
  if (rule !== "mean") return sum(days.map(({ value, times }) => times * value));
  const known = days.filter(({ value }) => !Number.isNaN(value));
  return sum(known.map(({ value, times }) => times * value)) / sum(known.map(({ times }) => times));
}

function joinedMinutes(days: readonly Weighed<Facts>[], minutes: readonly number[]): MinuteColumns {
  const names = [...new Set(days.flatMap(({ value }) => Object.keys(value.minutes)))] as (keyof MinuteColumns)[];
  const nothing = (index: number) => new Float64Array(minutes[index]).fill(Number.NaN);
  const column = (name: keyof MinuteColumns) => days.map(({ value }, index) => value.minutes[name] ?? nothing(index));
  return Object.fromEntries(names.map((name) => [name, concatenated(column(name))])) as unknown as MinuteColumns;
}

function dayBegins(minutes: readonly number[]): Float64Array {
  return concatenated(minutes.map((count, day) => new Float64Array(count).fill(sum(minutes.slice(0, day)))));
}

function minutesIn({ minutes }: Facts): number {
  return Math.max(0, ...Object.values(minutes).map((column: Float64Array) => column.length));
}

function of<Value, Part>(days: readonly Weighed<Value>[], part: (value: Value) => Part): readonly Weighed<Part>[] {
  return days.map(({ value, times }) => ({ value: part(value), times }));
}

function isHistogram(fact: Fact): fact is HistogramSnapshot {
  return typeof fact === "object" && "firstBucket" in fact && "counts" in fact;
}
