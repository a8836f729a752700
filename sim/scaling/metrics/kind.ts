import { number, perMinute, ratio, type Unit } from "../../../scenarios/language/index.js";
import type { CpuUse } from "../../facts/cpu-use.js";
import type { AutoscalingConfig } from "../autoscaling.js";

/** Class of a metric at AWS: published every minute, published every twenty seconds, or custom. */
export type MetricClass = keyof AutoscalingConfig["metricLags"];

/** The scale of a metric's values. */
export interface MetricScale {
  /** The units in which a scenario writes a target, a threshold, and a bound relative to a threshold. */
  readonly target: () => Unit<number>;
  readonly threshold: () => Unit<number>;
  readonly bound: () => Unit<number>;
  /** Upper bound of the values. */
  readonly greatest: number;
  /** A value as a person reads it. */
  readonly format: (value: number) => string;
}

/** A share of what is reserved: "72.0 %". */
export const share: MetricScale = {
  target: () => ratio({ min: 0.01 }),
  threshold: () => ratio(),
  bound: () => ratio({ min: -1, max: 1 }),
  greatest: 1,
  format: (value) => `${(100 * value).toFixed(1)} %`,
};

/** Things a minute: "230/min". */
export const eachMinute: MetricScale = {
  target: () => perMinute({ min: 0.01 }),
  threshold: () => perMinute(),
  bound: () => perMinute({ min: -1_000_000 }),
  greatest: Number.POSITIVE_INFINITY,
  format: (value) => `${Math.round(value).toLocaleString("en-US")}/min`,
};

/** Things that each task has: "12.5 a task". */
export const eachTask: MetricScale = {
  target: () => number({ min: 0.01 }),
  threshold: () => number(),
  bound: () => number(),
  greatest: Number.POSITIVE_INFINITY,
  format: (value) => `${value.toFixed(1)} a task`,
};

/** Things in all, or for each task on average: "120". */
export const inAll: MetricScale = {
  target: () => number({ min: 0.01 }),
  threshold: () => number(),
  bound: () => number(),
  greatest: Number.POSITIVE_INFINITY,
  format: (value) => value.toLocaleString("en-US", { maximumFractionDigits: 1 }),
};

/** What services expose through their activity; each sort only by some kinds of service. */
export interface Readings<Task> {
  readonly requests: RequestReadings<Task>;
  readonly provisioned: ProvisionedReadings;
  readonly connections: ConnectionReadings<Task>;
  readonly messages: MessageReadings;
}

/** Of a service that consumes a queue. */
export interface MessageReadings {
  /** Messages that can be received there. */
  readonly visible: () => number;
}

/** Of a service behind a load balancer. */
export interface RequestReadings<Task> {
  /** Targets that get requests from the balancer. */
  readonly targets: () => number;
  /** Requests that reached the balancer so far, retries included. */
  readonly attempts: () => number;
  /** Requests that wait for a slot. */
  readonly queuedOf: (task: Task) => number;
}

/** Of a function with provisioned concurrency: environment-microseconds so far. */
export interface ProvisionedReadings {
  readonly used: () => number;
  readonly held: () => number;
}

/** Of a service that holds connections. */
export interface ConnectionReadings<Task> {
  readonly connectionsOf: (task: Task) => number;
}

/** A sort of readings. */
export type ReadingName = keyof Readings<unknown>;

/**
 * What a service exposes to metrics, in the simulation and in the local fleet; `Task` is how each world refers to a
 * task.
 */
export interface MeteredService<Task> extends Partial<Readings<Task>> {
  /** Current time in microseconds. */
  readonly now: () => number;
  readonly desired: () => number;
  /** vCPU-microseconds of all tasks so far, as long as they counted. */
  readonly cpu: () => CpuUse;
  /** Every task that counts: while it is RUNNING, or until it is gone where those that drain count too. */
  readonly tasks: () => readonly Task[];
  readonly runningAt: (task: Task) => number;
  /** vCPU-microseconds since it came to RUNNING. */
  readonly cpuOf: (task: Task) => CpuUse;
  /** MiB at this moment. */
  readonly memoryOf: (task: Task) => { readonly used: number; readonly reserved: number };
}

/** The load that is expected of a service at some instant, in closed form. */
export interface ExpectedLoad {
  readonly requestsPerSecond: number;
  /** Connections of sessions. */
  readonly connections: number;
  /** vCPUs that they keep busy. */
  readonly vcpus: number;
  /** Requests in work at once, were nobody before them (Little's law). */
  readonly inWork: number;
  /** Task size; sidecars use all the time what they do not leave to the application. */
  readonly task: {
    readonly vcpu: number;
    readonly applicationVcpu: number;
    readonly memoryMib: number;
    readonly slots: number;
  };
  /** Memory that a task uses, and requests waiting in it, when so many tasks share the load. */
  readonly memoryMib: (tasks: number) => number;
  readonly queued: (tasks: number) => number;
}

/** A metric as it is read of one service. */
export interface MetricReader {
  /** Mean over the time since the last call. */
  readonly mean: () => number;
  /** The same of each single task; null where the metric does not tell them apart, so that all its statistics are alike. */
  readonly single: (() => readonly number[]) | null;
}

/** A metric that policies scale by. */
export interface MetricKind<Name extends string = string, Asked extends ReadingName = ReadingName> {
  readonly name: Name;
  /** What the metric needs beside tasks: services that do not expose it do not have this metric. */
  readonly asks: readonly Asked[];
  /** AWS's name of the metric, where it has one. */
  readonly aws: readonly string[];
  /**
   * AWS's name where the metric is also published every twenty seconds; then a metric `<name>-high-resolution` exists
   * too.
   */
  readonly highResolution?: string;
  readonly unit: MetricScale;
  readonly publishedAs: Exclude<MetricClass, "high">;
  /** Default cooldown of target tracking by this metric; 300 s when left out, as for ECS. */
  readonly cooldown?: "0s";
  /** Begins to read it of a service. */
  read<Task>(service: MeteredService<Task> & Pick<Readings<Task>, Asked>): MetricReader;
  /** Value while so many tasks share a load, before any upper bound: used for the time before a run begins. */
  expected(load: ExpectedLoad, tasks: number): number;
  /** The tasks, not rounded, with which it shows `value` under a load; null where no number of tasks is known to. */
  capacityFor(load: ExpectedLoad, value: number): number | null;
}

/** Keeps the names of a metric as they are written, so that the union of all follows from the list. */
export function defineMetric<
  const Asked extends ReadingName,
  const Kind extends Omit<MetricKind<string, Asked>, "asks"> & { readonly asks: readonly Asked[] },
>(metric: Kind): Kind {
  return metric;
}

/** Usage of all tasks together as a share of what they have together, and of each task by itself. */
export function ofServingTasks<Task>(
  { tasks }: MeteredService<Task>,
  use: (task: Task) => { readonly used: number; readonly reserved: number },
): MetricReader {
  const mean = () => {
    let used = 0;
    let reserved = 0;
    for (const task of tasks()) {
      const each = use(task);
      used += each.used;
      reserved += each.reserved;
    }
    return used / reserved;
  };
  const single = () =>
    tasks().map((task) => {
      const { used, reserved } = use(task);
      return used / reserved;
    });
  return { mean, single };
}
