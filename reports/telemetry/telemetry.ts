import { aspects } from "../../sim/facts/aspects/index.js";
import type { Estimate } from "../../sim/facts/estimates.js";
import { measuredTimes } from "../../sim/outcome/measured.js";
import type { Outcome, OutcomeClock, ServiceOutcome } from "../../sim/outcome/outcome.js";
import { bucketStart, type SparseHistogram } from "../../sim/statistics/histogram.js";
import { dayReadings, type Reading, readings } from "../readings.js";
import { type FamilyName, familyOf, inBaseUnit } from "./names.js";

/** An outcome as metrics, from which the formats of Prometheus and OpenTelemetry are written. */
export interface Telemetry {
  readonly outcome: Outcome;
  /** Milliseconds since 1970 at which the reported time began. */
  readonly begunMs: number;
  readonly families: readonly Family[];
}

/** Numbers of one name. */
export interface Family extends Omit<FamilyName, "labels"> {
  readonly kind: "gauge" | "counter" | "histogram";
  readonly points: readonly Point[];
}

export interface Point {
  readonly labels: Readonly<Record<string, string>>;
  readonly atMs: number;
  /** In the base unit; a counter counts everything since the begin. */
  readonly value: number | Buckets;
}

/** Number of values at most each bound, and of all values. */
export interface Buckets {
  readonly count: number;
  readonly sum: number;
  readonly bounds: readonly number[];
  /** Between the bounds: one more than those. */
  readonly counts: readonly number[];
}

/** Whether a family has one point for the result only, or one for each minute too. */
export type Extent = "result" | "result and minutes";

/** The metrics of an outcome. A prediction has no time of its own: beside a measured run it has that of the run. */
export function telemetryOf(outcome: Outcome, extent: Extent, begunMs = begunOf(outcome)): Telemetry {
  const { clock, measured } = outcome;
  const atMs = begunMs + 1_000 * (measured?.elapsedS ?? clock.durationS);
  const result = [
    ...runPoints(outcome),
    ...readingPoints(outcome),
    ...costPoints(outcome),
    ...histogramPoints(outcome),
  ];
  const all = [
    ...result.map((each) => ({ ...each, atMs })),
    ...(extent === "result" ? [] : minutePoints(outcome, begunMs)),
  ];
  return { outcome, begunMs, families: gathered(all, identityOf(outcome)) };
}

/** When a run began: by the clock on the wall where it was driven, by that of its scenario where it was not. */
export function begunOf({ clock, measured }: Outcome): number {
  return Date.parse(measured?.begunAt ?? clock.start);
}

/** Labels that all points of an outcome share; two outcomes never share a point. */
function identityOf({ scenario, variant, kind }: Outcome): Readonly<Record<string, string>> {
  return { scenario, ...(variant !== null && { variant }), kind };
}

/** A point with the family that it belongs to. */
interface Named extends FamilyName {
  readonly kind: Family["kind"];
  readonly value: Point["value"];
}

function gathered(points: readonly (Named & { atMs: number })[], common: Point["labels"]): readonly Family[] {
  const families = new Map<string, Family & { readonly points: Point[] }>();
  for (const { name, unit, about, kind, labels, atMs, value } of points) {
    const key = JSON.stringify([name, unit.ucum]);
    const family = families.get(key) ?? { name, unit, about, kind, points: [] };
    families.set(key, family);
    family.points.push({ labels: { ...common, ...labels }, atMs, value });
  }
  return [...families.values()];
}

function runPoints({ seed, replications, version, digest, objectives, measured }: Outcome): readonly Named[] {
  const one = (field: string, about: string, labels: Point["labels"], value: number): Named => ({
    ...{ ...familyOf(field, "count"), about, kind: "gauge" },
    ...{ labels, value },
  });
  const of = { version, seed: String(seed), replications: String(replications), digest };
  return [
    one("run.info", "Always 1: which run the other numbers are of.", of, 1),
    ...objectives.map(({ objective, severity, verdict }) =>
      one("objective.verdict", "Always 1: the verdict on an objective.", { objective, severity, verdict }, 1),
    ),
    ...(measured === undefined
      ? []
      : [one("load.valid", "1 where the load was the one asked for.", {}, measured.audit.valid ? 1 : 0)]),
  ];
}

/** Cost of each part of the bill, and of what is left out of it. */
function costPoints({ cost }: Outcome): readonly Named[] {
  const priced = (field: string, about: string, lines: readonly { item: string; service?: string; usd: number }[]) => {
    const sums = new Map<string, Named>();
    for (const { service, item, usd } of lines) {
      const labels = { ...(service !== undefined && service !== "" && { service }), item };
      const key = JSON.stringify(labels);
      const value = usd + ((sums.get(key)?.value as number | undefined) ?? 0);
      sums.set(key, { ...familyOf(field, "USD"), about, labels, kind: "gauge", value });
    }
    return [...sums.values()];
  };
  return [
    ...priced("cost.lineUsd", "What a part of the bill comes to.", cost.lines),
    ...priced("cost.leftOutUsd", "What AWS would bill beside: in none of the totals.", cost.leftOut),
  ];
}

function readingPoints(outcome: Outcome): readonly Named[] {
  const ofDays = dayReadings(outcome).map(({ name, ...reading }) => {
    const [, day, field] = /^calendar\.([^.]+)\.(.*)$/.exec(name)!;
    return { reading: { ...reading, name: field }, labels: { day } };
  });
  const all = [...readings(outcome).map((reading) => ({ reading, labels: {} })), ...ofDays];
  return all
    .filter(({ reading }) => !reading.name.startsWith("cost.leftOut."))
    .flatMap(({ reading, labels }) => ofReading(reading, labels));
}

/** Names of the interval's ends beside a value. */
const ends: readonly (readonly [name: string, about: string, of: (estimate: Estimate) => number | null | undefined])[] =
  [
    ["", "", ({ value }) => value],
    [".interval_low", " Lower end of the 95 % interval of the mean over runs.", ({ low }) => low],
    [".interval_high", " Upper end of the 95 % interval of the mean over runs.", ({ high }) => high],
    [".one_run_low", " 95 % of single runs lie above it.", ({ predictedRange }) => predictedRange?.[0]],
    [".one_run_high", " 95 % of single runs lie below it.", ({ predictedRange }) => predictedRange?.[1]],
  ];

function ofReading({ service, name: field, unit, estimate }: Reading, beside: Point["labels"]): readonly Named[] {
  const family = familyOf(field, unit);
  const labels = { ...serviceLabels(service), ...beside, ...family.labels };
  return ends.flatMap(([end, about, of]): readonly Named[] => {
    const value = of(estimate) ?? Number.NaN;
    if (!Number.isFinite(value)) return [];
    const told = { ...family, name: family.name + end, about: family.about + about };
    return [{ ...told, labels, kind: "gauge", value: inBaseUnit(value, family.unit) }];
  });
}

/** A reading of "service/demand" is of a demand. */
function serviceLabels(subject: string): Point["labels"] {
  if (subject === "") return {};
  const [service, demand] = subject.split("/");
  return demand === undefined ? { service } : { service, demand };
}

/**
 * Four bounds a doubling, from a millisecond to two minutes; each is the edge of a bucket of the histogram, so that counts are
 * exact, but for a value that is a bound to the microsecond: it counts as above it.
 */
const histogramBounds: readonly number[] = Array.from({ length: 4 * 17 + 1 }, (_, step) => {
  const doubling = Math.floor(step / 4);
  return 2 ** (10 + doubling) * (1 + (step % 4) / 4);
});

function histogramPoints({ measured }: Outcome): readonly Named[] {
  if (measured === undefined) return [];
  return Object.entries(measured.services).flatMap(([service, { histograms }]) =>
    measuredTimes.map((time): Named => {
      const family = familyOf(`measured.${time}Ms`, "ms");
      const value = bucketsOf(histograms[time]);
      return { ...family, about: abouts[time], labels: { service }, kind: "histogram", value };
    }),
  );
}

const abouts = {
  latency: "Measured from the instant at which a request was due until its answer.",
  service: "Measured from the instant at which a request was sent until its answer.",
  clientWait: "How long a request that was due waited in the client for a connection.",
} as const;

function bucketsOf({ sum, buckets }: SparseHistogram): Buckets {
  const counts = new Array<number>(histogramBounds.length + 1).fill(0);
  let count = 0;
  for (const [bucket, values] of buckets) {
    const start = bucketStart(bucket);
    const above = histogramBounds.findIndex((bound) => start < bound);
    counts[above === -1 ? histogramBounds.length : above] += values;
    count += values;
  }
  return { count, sum: sum / 1e6, bounds: histogramBounds.map((bound) => bound / 1e6), counts };
}

const columns = new Map(aspects.flatMap(({ columns }) => columns.map((column) => [column.name as string, column])));

/** The minutes of the first run, of a month those of the first day of each type. */
function minutePoints({ clock, services, calendar }: Outcome, begunMs: number) {
  const days = calendar?.types ?? [{ name: null, clock, services }];
  return days.flatMap(({ name: day, clock, services }) => {
    const begin = day === null ? begunMs : Date.parse(clock.start);
    return Object.entries(services).flatMap(([service, { series }]) =>
      seriesPoints(series, clock, begin).map((point) => ({
        ...point,
        labels: { service, ...(day !== null && { day }) },
      })),
    );
  });
}

/** Each minute at its end; what adds up is a counter from the begin on. */
function seriesPoints(series: ServiceOutcome["series"], { durationS }: OutcomeClock, begunMs: number) {
  return Object.entries(series).flatMap(([name, values]) => {
    const { unit, adds } = columns.get(name)!;
    const kind: Family["kind"] = adds === "sum" ? "counter" : "gauge";
    const family = {
      ...familyOf(`series.${name}`, unit),
      about: `${name} of each minute, as series.csv has it.`,
      kind,
    };
    let total = 0;
    return values.flatMap((value, minute) => {
      if (!Number.isFinite(value)) return [];
      total += value;
      const atMs = begunMs + 1_000 * Math.min(durationS, 60 * (minute + 1));
      return [{ ...family, atMs, value: inBaseUnit(kind === "counter" ? total : value, family.unit) }];
    });
  });
}
