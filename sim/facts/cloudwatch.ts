/**
 * One datapoint of a metric over a period: the mean, and the least and greatest values of single tasks. NaN when there
 * is none.
 */
export interface Datapoint {
  readonly average: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Which value of a datapoint is asked for. */
export type Statistic = keyof Datapoint;

/** How often a metric gets a datapoint, and how late it is known and acted on. Microseconds. */
export interface MetricTiming {
  readonly period: number;
  /** From the end of a period to the publication of its datapoint: an action reads data that is at least this old. */
  readonly age: number;
  /** From the evaluation of an alarm, when its datapoint is published, to the moment its action is carried out. */
  readonly actionDelay: number;
}

/** A day of minutes: the longest range over which CloudWatch evaluates an alarm. */
const datapointsKept = 1440;

/** A datapoint of a metric that does not tell tasks apart. */
export function alike(value: number): Datapoint {
  return { average: value, minimum: value, maximum: value };
}

interface Datapoints {
  readonly values: Readonly<Record<Statistic, Float64Array>>;
  /** Ordinals of the first and newest period that were published. */
  readonly first: number;
  newest: number;
}

/** The metrics of one service as CloudWatch would show them: a datapoint per period, each published at its age. */
export class CloudWatch<Metric extends string> {
  readonly #timings: Readonly<Record<Metric, MetricTiming>>;
  readonly #origin: number;
  readonly #datapoints = new Map<Metric, Datapoints>();

  /** Periods begin at whole multiples of their length after `origin`. */
  constructor(timings: Readonly<Record<Metric, MetricTiming>>, origin = 0) {
    this.#timings = timings;
    this.#origin = origin;
  }

  periodOf(metric: Metric): number {
    return this.#timings[metric].period;
  }

  /** Records the same for each period up to `now`, as many as are kept, of a metric that has none yet. */
  prefill(metric: Metric, now: number, datapoint: Datapoint): void {
    const newest = Math.floor((now - this.#origin) / this.periodOf(metric));
    const datapoints = this.#begin(metric, newest - datapointsKept + 1);
    for (const statistic of statistics) datapoints.values[statistic].fill(datapoint[statistic]);
    datapoints.newest = newest;
  }

  /** Records the period that ended at `periodEnd`; NaN, like a skipped period, is missing data. */
  publish(metric: Metric, periodEnd: number, datapoint: Datapoint | number): void {
    const ordinal = (periodEnd - this.#origin) / this.#timings[metric].period;
    const datapoints = this.#datapoints.get(metric) ?? this.#begin(metric, ordinal);
    if (!Number.isInteger(ordinal) || ordinal <= datapoints.newest) {
      throw new RangeError(`${metric} cannot be published for a period that ends at ${periodEnd}`);
    }
    const skippedFrom = Math.max(datapoints.newest + 1, ordinal - datapointsKept + 1);
    for (let skipped = skippedFrom; skipped < ordinal; skipped++) write(datapoints, skipped, missing);
    write(datapoints, ordinal, typeof datapoint === "number" ? alike(datapoint) : datapoint);
    datapoints.newest = ordinal;
  }

  /** The newest `count` datapoints published at `now`, oldest first, NaN where one is missing; fewer of a young metric. */
  newest(metric: Metric, count: number, now: number, statistic: Statistic = "average"): readonly number[] {
    const datapoints = this.#datapoints.get(metric);
    if (datapoints === undefined) return [];
    const last = this.#newestPublished(metric, now);
    const first = Math.max(last - count + 1, datapoints.first);
    const visible: number[] = [];
    for (let ordinal = first; ordinal <= last; ordinal++) visible.push(read(datapoints, ordinal, statistic));
    return visible;
  }

  /** The datapoints that were visible when the alarm whose action is carried out at `now` was evaluated. */
  evaluated(metric: Metric, count: number, now: number, statistic?: Statistic): readonly number[] {
    return this.newest(metric, count, now - this.#timings[metric].actionDelay, statistic);
  }

  /** The first instant after `now` at which an alarm acts on another datapoint of the metric. */
  nextActionAt(metric: Metric, now: number): number {
    const { period, age, actionDelay } = this.#timings[metric];
    return this.#origin + (this.#newestPublished(metric, now - actionDelay) + 1) * period + age + actionDelay;
  }

  #newestPublished(metric: Metric, now: number): number {
    const { period, age } = this.#timings[metric];
    return Math.floor((now - age - this.#origin) / period);
  }

  #begin(metric: Metric, ordinal: number): Datapoints {
    const values = { average: column(), minimum: column(), maximum: column() };
    const datapoints = { values, first: ordinal, newest: ordinal - 1 };
    this.#datapoints.set(metric, datapoints);
    return datapoints;
  }
}

const statistics = ["average", "minimum", "maximum"] as const satisfies readonly Statistic[];
const missing = alike(Number.NaN);
const column = () => new Float64Array(datapointsKept);

function slot(ordinal: number): number {
  return ((ordinal % datapointsKept) + datapointsKept) % datapointsKept;
}

function write({ values }: Datapoints, ordinal: number, { average, minimum, maximum }: Datapoint): void {
  const at = slot(ordinal);
  values.average[at] = average;
  values.minimum[at] = minimum;
  values.maximum[at] = maximum;
}

function read(datapoints: Datapoints, ordinal: number, statistic: Statistic): number {
  const kept = ordinal > datapoints.newest - datapointsKept && ordinal <= datapoints.newest;
  return kept ? datapoints.values[statistic][slot(ordinal)] : Number.NaN;
}
