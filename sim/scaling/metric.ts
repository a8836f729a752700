import type { MetricTiming } from "../facts/cloudwatch.js";
import { type Gauge, ofAll, ofTasks } from "../facts/gauge.js";
import type { AutoscalingConfig } from "./autoscaling.js";
import { metrics } from "./metrics/index.js";
import type { ExpectedLoad, MeteredService, MetricClass, MetricKind, MetricScale, Readings } from "./metrics/kind.js";

type Listed = (typeof metrics)[number];
type Doubled = Extract<Listed, { readonly highResolution: string }>;

/** A metric as it is published. */
export type MetricName = Listed["name"] | `${Doubled["name"]}-high-resolution`;

/** A metric as a scenario writes it. */
export type MetricSpelling = Listed["name"] | Listed["aws"][number] | Doubled["highResolution"];

/** Interval of the datapoints of each metric class, in microseconds. */
const periods: Readonly<Record<MetricClass, number>> = { standard: 60_000_000, high: 20_000_000, custom: 60_000_000 };

interface Published {
  readonly name: MetricName;
  readonly kind: MetricKind;
  readonly publishedAs: MetricClass;
  readonly spellings: readonly MetricSpelling[];
}

const published: readonly Published[] = (metrics as readonly MetricKind[]).flatMap((kind) => {
  const { name, aws, highResolution, publishedAs } = kind;
  const standard = { name, kind, publishedAs, spellings: [name, ...aws] };
  const high = { name: highName(name), kind, publishedAs: "high", spellings: [highResolution] };
  return (highResolution === undefined ? [standard] : [standard, high]) as Published[];
});
const publishedBy = new Map(published.map((each) => [each.name, each]));

function highName(name: string): string {
  return `${name}-high-resolution`;
}

export const metricNames: readonly MetricName[] = published.map(({ name }) => name);

/** The kind of a metric, whether it is published every minute or every twenty seconds. */
export function kindOf(metric: MetricName): MetricKind {
  return publishedBy.get(metric)!.kind;
}

/** The class of a metric as `autoscaling.metricLags` names it. */
export function classOf(metric: MetricName): MetricClass {
  return publishedBy.get(metric)!.publishedAs;
}

/** Interval at which a service publishes a metric, in microseconds. */
export function periodOf(metric: MetricName): number {
  return periods[classOf(metric)];
}

/** When each metric is published and acted on. */
export function metricTimings({ metricLags }: AutoscalingConfig): Readonly<Record<MetricName, MetricTiming>> {
  return eachMetric((metric) => ({ period: periodOf(metric), ...metricLags[classOf(metric)] }));
}

/** The gauges of a service, by metric: of those alone that are made from what it shows. */
export type Gauges = ReadonlyMap<MetricName, Gauge>;

/**
 * Creates the gauge of each metric of a service: how it is read, and its values before the simulation. The type
 * requires all of them.
 */
export function createGauges<Task>(service: MeteredService<Task>, before: (metric: MetricKind) => number): Gauges {
  const shown = published.filter(({ kind }) => kind.asks.every((reading) => service[reading] !== undefined));
  return new Map(
    shown.map(({ name, kind }) => {
      const { mean, single } = kind.read(service as MeteredService<Task> & Readings<Task>);
      const past = () => Math.min(kind.unit.greatest, before(kind));
      return [name, single === null ? ofAll(mean, past) : ofTasks(mean, single, past)] as const;
    }),
  );
}

/** Spellings of metrics whose policies have the same keys: in one unit, and with a resolution to choose or without. */
export interface SpelledAlike {
  readonly unit: MetricScale;
  readonly spellings: readonly MetricSpelling[];
  readonly resolution: "standard" | "high" | "either";
  readonly cooldown: string;
}

/** All metrics once each, our own names before AWS's. */
export const spelledAlike: readonly SpelledAlike[] = groupsOf(published).map((group) => {
  const [first] = group;
  const names = group.flatMap(({ name, spellings }) => spellings.filter((spelling) => spelling === name));
  const others = group.flatMap(({ name, spellings }) => spellings.filter((spelling) => spelling !== name));
  return {
    unit: first.kind.unit,
    resolution: resolutionOf(first),
    cooldown: cooldownOf(first),
    spellings: [...names, ...others],
  };
});

function groupsOf(all: readonly Published[]): readonly (readonly [Published, ...Published[]])[] {
  const groups: [Published, ...Published[]][] = [];
  for (const each of all) {
    const group = groups.find(([first]) => isAlike(first, each));
    if (group === undefined) groups.push([each]);
    else group.push(each);
  }
  return groups;
}

function isAlike(a: Published, b: Published): boolean {
  return a.kind.unit === b.kind.unit && resolutionOf(a) === resolutionOf(b) && cooldownOf(a) === cooldownOf(b);
}

function cooldownOf({ kind }: Published): string {
  return kind.cooldown ?? "300s";
}

function resolutionOf({ kind, publishedAs }: Published): SpelledAlike["resolution"] {
  if (publishedAs === "high") return "high";
  return kind.highResolution === undefined ? "standard" : "either";
}

/** The metric that a spelling and a resolution stand for; where there is no high resolution, there is none to choose. */
export function metricOf(spelling: MetricSpelling, resolution: "standard" | "high" = "standard"): MetricName {
  const { name } = published.find(({ spellings }) => spellings.includes(spelling))!;
  const high = publishedBy.get(highName(name) as MetricName);
  return resolution === "high" && high !== undefined ? high.name : name;
}

/** The tasks, not rounded, with which a metric shows `value` under a load; null where no number of tasks is known to. */
export function capacityFor(metric: MetricName, load: ExpectedLoad, value: number): number | null {
  const tasks = kindOf(metric).capacityFor(load, value);
  return tasks !== null && Number.isFinite(tasks) ? tasks : null;
}

/** A metric's value as a person reads it: "72.0 %", "230/min", "12.5 a task". */
export function formatMetric(metric: MetricName, value: number): string {
  return kindOf(metric).unit.format(value);
}

function eachMetric<T>(of: (metric: MetricName) => T): Readonly<Record<MetricName, T>> {
  return Object.fromEntries(metricNames.map((metric) => [metric, of(metric)])) as Record<MetricName, T>;
}
