import type { Aspect } from "../facts/aspect.js";
import { aspects } from "../facts/aspects/index.js";
import type { Estimate } from "../facts/estimates.js";
import type { Facts, ServiceFields } from "../facts/facts.js";
import { metricsOf, type ServiceMetric } from "../facts/service-metrics.js";
import { estimate, meanOf, nothing } from "./estimate.js";
import type { DemandOutcome, MinuteSeries, ServiceOutcome } from "./outcome.js";
import { pooledP99 } from "./pooled-latency.js";
import { serviceReading } from "./reading.js";
import { record } from "./record.js";
import { demandSubject, factsOf } from "./replication.js";
import type { Run, RunGroup } from "./runs.js";

/** The order of a service's fields in outcome.json, which is fixed; what is not named here follows. */
const fieldOrder: readonly string[] = [
  ...["requests", "latencyMs", "arrivedP99Ms", "tasks", "cpu", "scaling", "spot", "memory", "writes", "degradation"],
  ...["taskHours", "tasksLost"],
];

/** What the runs say of one service: every aspect that any of them tells. */
export function serviceOutcome(service: string, groups: readonly RunGroup[]): ServiceOutcome {
  const replications = groups.flatMap(({ runs }) => runs).map(({ replication }) => replication);
  const first = replications.reduce((a, b) => (b.index < a.index ? b : a)).services[service];
  const apart = Object.keys(replications[0].services[service].demands);
  const pooled = pooledP99(service, groups);
  return {
    ...fieldsOf(service, groups),
    ...(pooled !== null && { pooledP99Ms: pooled }),
    series: seriesOf(first),
    ...(apart.length > 0 && {
      demands: record(apart, (demand): DemandOutcome => fieldsOf(demandSubject(service, demand), groups)),
    }),
  };
}

/** The fields of a service, or of "service/demand": those of the aspects that some run tells of it. */
function fieldsOf(subject: string, groups: readonly RunGroup[]): Partial<ServiceFields> {
  const all = groups.flatMap(({ runs }) => runs).map(({ replication }) => factsOf(replication, subject));
  const isDemand = subject.includes("/");
  const told = aspects.filter(
    ({ name, ofDemand }) => (ofDemand || !isDemand) && all.some((facts) => facts[name] !== undefined),
  );
  const estimates = Object.fromEntries(told.flatMap((aspect) => meansOf(aspect, subject, groups)));
  return {
    ...inOrder(Object.assign({}, ...told.map((aspect) => aspectFields(aspect, subject, groups)))),
    ...(Object.keys(estimates).length > 0 && { estimates }),
  };
}

function aspectFields(aspect: Aspect, subject: string, groups: readonly RunGroup[]): Partial<ServiceFields> {
  const told = nested([
    ...foldedMetrics(aspect, subject, groups).map((metric) => [metric.field, folded(metric, subject, groups)] as const),
    ...talliesOf(aspect, subject, groups).map(
      ({ field, counts }) => [field, record(Object.keys(counts), (name) => meanOf(groups, counts[name]))] as const,
    ),
  ]) as unknown as ServiceFields;
  const runs = groups.reduce((sum, group) => sum + group.runs.length, 0);
  return { ...told, ...aspect.arrange?.(told, runs) };
}

/** The intervals of an aspect's means, which are plain numbers among its fields; nothing where one run has none. */
function meansOf(
  aspect: Aspect,
  subject: string,
  groups: readonly RunGroup[],
): readonly (readonly [string, Estimate])[] {
  const means = foldedMetrics(aspect, subject, groups)
    .filter(({ fold }) => fold === "mean")
    .map((metric) => [metric.field, estimate(groups, serviceReading(subject, metric))] as const);
  const tallies = talliesOf(aspect, subject, groups).flatMap(({ field, counts }) =>
    Object.entries(counts).map(
      ([name, value]) => [`${field}.${name}`, estimate(groups, { value, event: () => 1 })] as const,
    ),
  );
  return [...means, ...tallies].filter(([, { low }]) => low !== null);
}

function foldedMetrics(aspect: Aspect, subject: string, groups: readonly RunGroup[]): readonly ServiceMetric[] {
  const isDemand = subject.includes("/");
  return metricsOf(aspect).filter(
    (metric) => metric.fold !== undefined && (metric.ofDemand || !isDemand) && isInOutcome(metric, subject, groups),
  );
}

function isInOutcome(metric: ServiceMetric, subject: string, groups: readonly RunGroup[]): boolean {
  if (metric.ifTold === undefined) return true;
  const { value } = serviceReading(subject, metric);
  return groups.some(({ runs }) => runs.some((run) => !Number.isNaN(value(run))));
}

/** One number of all runs. */
function folded(metric: ServiceMetric, subject: string, groups: readonly RunGroup[]): number | Estimate {
  const reading = serviceReading(subject, metric);
  const values = groups.flatMap(({ runs }) => runs.map(reading.value));
  switch (metric.fold) {
    case "least":
      return Math.min(...values);
    case "most":
      return Math.max(...values);
    case "mean":
      return meanOf(groups, reading.value);
    default:
      return values.includes(Number.POSITIVE_INFINITY) ? nothing : estimate(groups, reading); // their mean has no end
  }
}

/** Counts by name, of the names that some run saw; a run that did not see a name counts as zero. */
function talliesOf(
  { name, tallies = [] }: Aspect,
  subject: string,
  groups: readonly RunGroup[],
): readonly { readonly field: string; readonly counts: Readonly<Record<string, (run: Run) => number>> }[] {
  if (subject.includes("/")) return [];
  const runs = groups.flatMap((group) => group.runs);
  return tallies.map(({ field, counts }) => {
    const countsOf = ({ replication }: Run) => {
      const own = factsOf(replication, subject)[name];
      return own === undefined ? {} : counts(own);
    };
    const names = [...new Set(runs.flatMap((run) => Object.keys(countsOf(run))))].sort();
    return { field, counts: record(names, (each) => (run: Run) => countsOf(run)[each] ?? 0) };
  });
}

/** Values by dotted place as objects in one another. */
function nested(values: readonly (readonly [field: string, value: unknown])[]): Readonly<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const [field, value] of values) {
    const path = field.split(".");
    let into = all;
    for (const key of path.slice(0, -1)) {
      into[key] ??= {};
      into = into[key] as Record<string, unknown>;
    }
    into[path.at(-1)!] = value;
  }
  return all;
}

function inOrder(told: Partial<ServiceFields>): Partial<ServiceFields> {
  const place = (field: string) => (fieldOrder.includes(field) ? fieldOrder.indexOf(field) : fieldOrder.length);
  return Object.fromEntries(Object.entries(told).sort(([a], [b]) => place(a) - place(b)));
}

/** The minutes of one run as `outcome.json` and series.csv have them, in the order of the fields. */
function seriesOf(facts: Facts): MinuteSeries {
  const place = ({ metrics: [first] }: Aspect) => fieldOrder.indexOf(first.field.split(".")[0]);
  const last = (at: number) => (at < 0 ? fieldOrder.length : at);
  const columns = aspects
    .filter(({ name }) => facts[name] !== undefined)
    .toSorted((a, b) => last(place(a)) - last(place(b)))
    .flatMap((aspect) => aspect.columns)
    .filter(({ isHidden }) => !isHidden);
  return Object.fromEntries(
    columns.map(({ name }) => [name, Array.from(facts.minutes[name].subarray(0, facts.month?.firstDay))]),
  );
}
