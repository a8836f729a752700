/** How often a metric gets a datapoint, and how long after its period it is visible to an alarm. Microseconds. */
export interface MetricResolution {
  readonly period: number;
  readonly lag: number;
}

/**
 * One-minute metrics. The lag is publishing, alarm and action together: with it a step of load to just above a target,
 * averaged over phases, is decided 30 + 3 × 60 + 153 = 363 s later, as AWS measured (containers-roadmap issue 2113).
 */
export const standardResolution: MetricResolution = { period: 60_000_000, lag: 153_000_000 };

/** Twenty-second metrics: 10 + 3 × 20 + 16 = 86 s from the same source. */
export const highResolution: MetricResolution = { period: 20_000_000, lag: 16_000_000 };

/** A day of minutes: the longest range over which CloudWatch evaluates an alarm. */
const datapointsKept = 1440;

interface Datapoints {
  readonly values: Float64Array;
  /** Ordinals of the first and newest period that were published. */
  readonly first: number;
  newest: number;
}

/** The metrics of one service as CloudWatch would show them: a datapoint per period, each visible after its lag. */
export class CloudWatch<Metric extends string> {
  readonly #resolutions: Readonly<Record<Metric, MetricResolution>>;
  readonly #origin: number;
  readonly #datapoints = new Map<Metric, Datapoints>();

  /** Periods begin at whole multiples of their length after `origin`. */
  constructor(resolutions: Readonly<Record<Metric, MetricResolution>>, origin = 0) {
    this.#resolutions = resolutions;
    this.#origin = origin;
  }

  /** Records the value of the period that ended at `periodEnd`; NaN, like a skipped period, is missing data. */
  publish(metric: Metric, periodEnd: number, value: number): void {
    const ordinal = (periodEnd - this.#origin) / this.#resolutions[metric].period;
    const datapoints = this.#datapoints.get(metric) ?? this.#begin(metric, ordinal);
    if (!Number.isInteger(ordinal) || ordinal <= datapoints.newest) {
      throw new RangeError(`${metric} cannot be published for a period that ends at ${periodEnd}`);
    }
    const skippedFrom = Math.max(datapoints.newest + 1, ordinal - datapointsKept + 1);
    for (let skipped = skippedFrom; skipped < ordinal; skipped++) datapoints.values[slot(skipped)] = Number.NaN;
    datapoints.values[slot(ordinal)] = value;
    datapoints.newest = ordinal;
  }

  /** The newest `count` datapoints visible at `now`, oldest first, NaN where one is missing; fewer of a young metric. */
  newest(metric: Metric, count: number, now: number): readonly number[] {
    const datapoints = this.#datapoints.get(metric);
    if (datapoints === undefined) return [];
    const last = this.#newestVisible(metric, now);
    const first = Math.max(last - count + 1, datapoints.first);
    const visible: number[] = [];
    for (let ordinal = first; ordinal <= last; ordinal++) visible.push(read(datapoints, ordinal));
    return visible;
  }

  /** The first instant after `now` at which another datapoint of the metric becomes visible. */
  nextVisibleAt(metric: Metric, now: number): number {
    const { period, lag } = this.#resolutions[metric];
    return this.#origin + (this.#newestVisible(metric, now) + 1) * period + lag;
  }

  #newestVisible(metric: Metric, now: number): number {
    const { period, lag } = this.#resolutions[metric];
    return Math.floor((now - lag - this.#origin) / period);
  }

  #begin(metric: Metric, ordinal: number): Datapoints {
    const datapoints = { values: new Float64Array(datapointsKept), first: ordinal, newest: ordinal - 1 };
    this.#datapoints.set(metric, datapoints);
    return datapoints;
  }
}

function slot(ordinal: number): number {
  return ((ordinal % datapointsKept) + datapointsKept) % datapointsKept;
}

function read(datapoints: Datapoints, ordinal: number): number {
  const kept = ordinal > datapoints.newest - datapointsKept && ordinal <= datapoints.newest;
  return kept ? datapoints.values[slot(ordinal)] : Number.NaN;
}
