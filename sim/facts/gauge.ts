import { alike, type CloudWatch, type Datapoint } from "./cloudwatch.js";

/** One metric of a service: how it is read, and the values it had before the simulation began. */
export interface Gauge {
  /** Looks at single tasks; several times a period, and only where somebody asks for the least or the greatest. */
  readonly sample: () => void;
  /** Value over the period that ends now. */
  readonly read: () => Datapoint;
  /** Value over each period before the simulation began. */
  readonly before: () => Datapoint;
}

/** Calls back at one instant after the other: in simulated time, or by a real clock. */
export interface Timetable {
  readonly now: () => number;
  /** Acts at `next` of now, from there at `next` of that instant, and so on; never more once it is Infinity. */
  repeat(name: string, next: (after: number) => number, action: (due: number) => void): void;
}

/** A gauge whose samples are values of single tasks, beside a mean that is read for all of them together. */
export function ofTasks(mean: () => number, ofSingle: () => readonly number[], before: () => number): Gauge {
  let minimum = Number.NaN;
  let maximum = Number.NaN;
  const sample = () => {
    for (const value of ofSingle()) {
      minimum = value < minimum ? value : Number.isNaN(minimum) ? value : minimum;
      maximum = value > maximum ? value : Number.isNaN(maximum) ? value : maximum;
    }
  };
  const read = () => {
    const datapoint = { average: mean(), minimum, maximum };
    minimum = Number.NaN;
    maximum = Number.NaN;
    return datapoint;
  };
  return { sample, read, before: () => alike(before()) };
}

/** A gauge that knows no single task. */
export function ofAll(mean: () => number, before: () => number): Gauge {
  return { sample: () => {}, read: () => alike(mean()), before: () => alike(before()) };
}

/** Feeds CloudWatch from a gauge for each metric: none can be forgotten, neither in a period nor before the first. */
export class MetricFeed<Metric extends string> {
  readonly #cloudWatch: CloudWatch<Metric>;
  readonly #gauges: readonly (readonly [Metric, Gauge])[];
  readonly #sampledEvery: number;

  /** `sampledEvery`: how long a sample of a single task is; Infinity where nobody asks for the least or the greatest of them. */
  constructor(cloudWatch: CloudWatch<Metric>, gauges: ReadonlyMap<Metric, Gauge>, sampledEvery: number) {
    this.#cloudWatch = cloudWatch;
    this.#sampledEvery = sampledEvery;
    this.#gauges = [...gauges];
  }

  /** Fills in the past, and publishes from now on at the end of each period. */
  begin(timetable: Timetable): void {
    const every = (period: number, action: (due: number) => void) => {
      const next = (after: number) => (Math.floor(after / period) + 1) * period;
      timetable.repeat(`every ${period / 1_000_000} s`, next, action);
    };
    this.prefill(timetable.now());
    if (Number.isFinite(this.#sampledEvery)) every(this.#sampledEvery, () => this.sample());
    for (const period of this.periods) every(period, (end) => this.publish(period, end));
  }

  /** Lengths of periods, the longest first. */
  get periods(): readonly number[] {
    const all = this.#gauges.map(([metric]) => this.#cloudWatch.periodOf(metric));
    return [...new Set(all)].sort((a, b) => b - a);
  }

  /** Publishes what there would have been up to `now`, as much of it as is kept. */
  prefill(now: number): void {
    for (const [metric, { before }] of this.#gauges) this.#cloudWatch.prefill(metric, now, before());
  }

  /** To be called at every sampling of tasks when values of single tasks are asked for. */
  sample(): void {
    for (const [, gauge] of this.#gauges) gauge.sample();
  }

  /** Publishes the metrics of this period, which ends at `end`, with its last sample. */
  publish(period: number, end: number): void {
    if (Number.isFinite(this.#sampledEvery)) this.sample();
    for (const [metric, { read }] of this.#gauges) {
      if (this.#cloudWatch.periodOf(metric) === period) this.#cloudWatch.publish(metric, end, read());
    }
  }
}
