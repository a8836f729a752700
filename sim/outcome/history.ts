import { alone, type Estimate } from "../facts/estimates.js";
import type { MetricUnit } from "../facts/units.js";
import { type Drift, drifts, falseAlarmEvery } from "../statistics/drift.js";
import { confidenceInterval, type Interval } from "../statistics/interval.js";
import type { Outcome } from "./outcome.js";
import type { ComparedReading, Verification } from "./verification/verification.js";

/** The record of one verification: a file of a history. */
export interface Night {
  readonly schema: 1;
  readonly kind: "night";
  /** When it was kept, as an ISO instant. */
  readonly at: string;
  readonly scenario: string;
  readonly variant: string | null;
  readonly version: string;
  /** Whether the load was what was asked for: of another nothing is said. */
  readonly valid: boolean;
  readonly verdicts: Readonly<Record<"met" | "missed" | "open", number>>;
  readonly numbers: readonly NightNumber[];
}

/** One number of a night; null where there was none. */
export interface NightNumber {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly value: number | null;
  /** Of 95 %, of what replications tell; absent of what was measured, and in what older versions kept. */
  readonly interval?: Interval | null;
}

/** A number over the nights, and where it left what it had been. */
export interface NightSeries {
  readonly name: string;
  readonly unit: MetricUnit;
  /** Values by night; null where there was none. */
  readonly values: readonly (number | null)[];
  /** By night, how sure the value is; null of what was measured. */
  readonly intervals: readonly (Interval | null)[];
  /** Over all nights, with Student's interval over them. */
  readonly mean: Estimate;
  readonly drifts: readonly NightDrift[];
}

/** A drift with what the series was before and has been since, on average. */
export interface NightDrift extends Drift {
  readonly before: number;
  readonly after: number;
  /** Student's over the nights, 95 %; null where there are fewer than two. */
  readonly intervals: Readonly<Record<"before" | "after", Interval | null>>;
}

/** The nights of one scenario, the oldest first. */
export interface HistoryOutcome {
  readonly schema: 1;
  readonly kind: "history";
  readonly scenario: string;
  readonly variant: string | null;
  readonly nights: readonly Pick<Night, "at" | "version" | "valid" | "verdicts">[];
  readonly series: readonly NightSeries[];
  /** Noise alone is called a drift once in so many nights of a series. */
  readonly falseAlarmEvery: number;
}

/** The numbers that a history follows for each service: the error of the prediction, and what was measured. */
const followed = [
  { field: "latencyMs.p50", error: true, measured: false },
  { field: "latencyMs.p99", error: true, measured: true },
  { field: "errorRate", error: false, measured: true },
] as const;

/** The record that a verification leaves in a history. */
export function nightOf(verification: Verification, { cost }: Pick<Outcome, "cost">, at: string): Night {
  const { scenario, variant, version, audit, objectives, services } = verification;
  const targets = objectives.filter(({ severity }) => severity === "target");
  const count = (...verdicts: readonly string[]) => targets.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const numbers = Object.entries(services).flatMap(([service, { measures }]) =>
    followed.flatMap(({ field, error, measured }): readonly NightNumber[] => {
      const found = measures.find((measure) => measure.field === field);
      if (found === undefined) return [];
      const name = `${service} ${found.name}`;
      return [
        ...(error ? [errorOf(name, found)] : []),
        ...(measured ? [{ name, unit: found.unit, value: found.measured }] : []),
      ];
    }),
  );
  return {
    ...{ schema: 1, kind: "night", at, scenario, variant, version, valid: audit.valid },
    verdicts: { met: count("met"), missed: count("missed"), open: count("undecided", "not evaluated") },
    numbers: [...numbers, costOf(cost)],
  };
}

function errorOf(name: string, { error, errorOfPaired, intervals }: ComparedReading): NightNumber {
  const interval = errorOfPaired === null ? intervals?.error : intervals?.errorOfPaired;
  return { name: `${name} error`, unit: "ratio", value: errorOfPaired ?? error, interval: interval ?? null };
}

function costOf({ perMonthUsd: { value, low, high } }: Outcome["cost"]): NightNumber {
  const interval = low === null || high === null ? null : { low, high };
  return { name: "predicted cost a month", unit: "USD", value, interval };
}

/** The trend of nights, one outcome a scenario; nights of an invalid load are counted and say nothing. */
export function historiesOf(nights: readonly Night[]): readonly HistoryOutcome[] {
  const inOrder = nights.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const keys = [...new Set(inOrder.map(keyOf))];
  return keys.map((key) => historyOf(inOrder.filter((night) => keyOf(night) === key)));
}

function keyOf({ scenario, variant }: Night): string {
  return JSON.stringify([scenario, variant]);
}

function historyOf(nights: readonly Night[]): HistoryOutcome {
  const [{ scenario, variant }] = nights;
  const numbers = new Map(nights.flatMap((night) => night.numbers).map(({ name, unit }) => [name, unit]));
  return {
    ...{ schema: 1, kind: "history", scenario, variant },
    nights: nights.map(({ at, version, valid, verdicts }) => ({ at, version, valid, verdicts })),
    series: [...numbers].map(([name, unit]) => {
      const found = nights.map(({ valid, numbers }) =>
        valid ? numbers.find((number) => number.name === name) : undefined,
      );
      const values = found.map((number) => number?.value ?? null);
      const intervals = found.map((number) => number?.interval ?? null);
      return { name, unit, values, intervals, mean: meanOf(values), drifts: driftsOf(values) };
    }),
    falseAlarmEvery,
  };
}

function driftsOf(values: readonly (number | null)[]): readonly NightDrift[] {
  const found = drifts(values.map((value) => value ?? Number.NaN));
  return found.map((drift, index) => {
    const before = meanOf(values.slice(index === 0 ? 0 : found[index - 1].since, drift.since));
    const after = meanOf(values.slice(drift.since, found[index + 1]?.since ?? values.length));
    return {
      ...drift,
      ...{ before: before.value ?? Number.NaN, after: after.value ?? Number.NaN },
      intervals: { before: intervalOf(before), after: intervalOf(after) },
    };
  });
}

/** Of nights as independent of each other: each has arrivals and draws of its own. */
function meanOf(values: readonly (number | null)[]): Estimate {
  const told = values.filter((value) => value !== null);
  if (told.length === 0) return alone(null);
  const { low = null, high = null } = confidenceInterval(told) ?? {};
  return { ...alone(told.reduce((sum, value) => sum + value, 0) / told.length), low, high };
}

function intervalOf({ low, high }: Estimate): Interval | null {
  return low === null || high === null ? null : { low, high };
}
