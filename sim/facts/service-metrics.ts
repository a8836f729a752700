import type { Aspect } from "./aspect.js";
import { aspects } from "./aspects/index.js";
import type { AspectName, Facts, MinuteColumns, ServiceFields } from "./facts.js";
import type { Metric, ServiceRun, SubjectMetric } from "./metric.js";
import type { Column } from "./minute-table.js";

type Told = "name" | "field" | "unit" | "about" | "value" | "event" | "grain" | "most";

/** A metric of whichever aspect, read from all that a run tells of a service; NaN where it does not tell the aspect. */
export interface ServiceMetric
  extends Partial<Pick<SubjectMetric<ServiceRun>, "name">>,
    Omit<SubjectMetric<ServiceRun>, "name">,
    Omit<Metric<never>, Told> {
  readonly aspect: AspectName;
}

/** A metric that objectives and claims can ask for. */
export type NamedMetric = ServiceMetric & Required<Pick<ServiceMetric, "name">>;

/** Every metric of an aspect. */
export function metricsOf(aspect: Aspect): readonly ServiceMetric[] {
  return aspect.metrics.map(({ value, event, grain, most, ...described }) => {
    const ofRun = (read: typeof value) => (run: ServiceRun) => {
      const own = run.facts[aspect.name];
      return own === undefined ? Number.NaN : read(own, run);
    };
    return {
      ...described,
      aspect: aspect.name,
      value: ofRun(value),
      ...(event && { event: ofRun(event) }),
      ...(grain && { grain: ofRun(grain) }),
      ...(most && { most: ofRun(most) }),
    };
  });
}

/** Every metric that a service can have, in the order of the pages. */
export const serviceMetrics: readonly ServiceMetric[] = aspects.flatMap(metricsOf);

/** The metrics that objectives and claims can name. */
export const namedMetrics: readonly NamedMetric[] = serviceMetrics.filter(
  (metric): metric is NamedMetric => metric.name !== undefined,
);

/** The metric that objectives and claims call so, by its name or its field. */
export function findServiceMetric(written: string): NamedMetric | undefined {
  return namedMetrics.find(({ name, field }) => name === written || field === written);
}

const shownOfGroup = 4;

/** Metrics as messages list them, by what they are of: `latency (p50, p90, ...), requests (errorRate, shedRate)`. */
export function groupsOf(metrics: readonly NamedMetric[]): string {
  const groups = aspects.flatMap(({ name }) => {
    const names = metrics.filter(({ aspect }) => aspect === name).map((metric) => metric.name);
    const shown = names.length > shownOfGroup + 1 ? [...names.slice(0, shownOfGroup), "..."] : names;
    return names.length > 0 ? [`${name} (${shown.join(", ")})`] : [];
  });
  return groups.join(", ");
}

/** The page that lists every metric. */
export const metricsPage = "docs/reference/scenario.md";

/** The aspects that a run tells. */
export function aspectsOf(facts: Facts): readonly Aspect[] {
  return aspects.filter(({ name }) => facts[name] !== undefined);
}

/** The columns of some aspects. */
export function columnsOf(names: readonly AspectName[]): readonly Column<keyof MinuteColumns>[] {
  return aspects.filter(({ name }) => names.includes(name)).flatMap(({ columns }) => columns);
}

/** Whether the fields of an outcome are those of an aspect. */
export function isTold({ metrics }: Aspect, fields: Partial<ServiceFields>): boolean {
  const [{ field }] = metrics.filter(({ fold }) => fold !== undefined);
  return field.split(".")[0] in fields;
}
