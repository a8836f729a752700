import { utilization } from "../../../sim/metrics/cpu-use.js";
import { type Gauge, ofAll, ofTasks } from "../../../sim/metrics/gauge.js";
import { requestsPerTarget } from "../../../sim/metrics/requests-per-target.js";
import type { MetricName } from "../../../sim/scaling/policy.js";
import type { Scenario } from "../../../sim/scenario/index.js";
import type { Timers } from "../timers.js";
import type { FleetTask } from "./fleet-task.js";
import type { ServiceMeter } from "./service-meter.js";
import type { ServiceScheduler } from "./service-scheduler.js";

export interface GaugeParts {
  readonly config: Scenario["services"][string];
  readonly timers: Pick<Timers, "now">;
  readonly meter: Pick<ServiceMeter, "cpu" | "queuedPerTask" | "memoryUse">;
  readonly scheduler: Pick<ServiceScheduler, "desired" | "tasks" | "active">;
  /** Requests that reached the balancer so far. */
  readonly attempts: () => number;
}

/** A local fleet is as old as its first metric. */
const before = () => Number.NaN;

/** How each metric of a service of real processes comes about, from what its tasks report. */
export function createGauges(parts: GaugeParts): Readonly<Record<MetricName, Gauge>> {
  return {
    cpu: cpuGauge(parts),
    "cpu-high-resolution": cpuGauge(parts),
    memory: memoryGauge(parts),
    "memory-high-resolution": memoryGauge(parts),
    "requests-per-target": requestsGauge(parts),
    "queue-per-task": queueGauge(parts),
  };
}

/** CPU used over reserved since it was read last. */
function cpuGauge(parts: GaugeParts): Gauge {
  const { meter } = parts;
  let last = meter.cpu();
  const mean = () => {
    const total = meter.cpu();
    const share = utilization(total, last);
    last = total;
    return share;
  };
  return ofTasks(mean, cpuShares(parts), before);
}

/** The same of single tasks, since they were looked at last. */
function cpuShares({ config, timers, scheduler }: GaugeParts): () => readonly number[] {
  let beganAt = timers.now();
  let usedBefore = usedBy(scheduler.tasks);
  return () => {
    const now = timers.now();
    const used = usedBy(scheduler.tasks);
    const shares = [...used].flatMap(([task, micros]) => {
      const reserved = (now - Math.max(beganAt, startedAt(task, timers))) * config.task.cpu;
      return reserved > 0 ? [(micros - (usedBefore.get(task) ?? 0)) / reserved] : [];
    });
    beganAt = now;
    usedBefore = used;
    return shares;
  };
}

/** When a task came to run, in the time of the fleet. */
export function startedAt({ times }: FleetTask, timers: Pick<Timers, "now">): number {
  return timers.now() - (Date.now() - times.started!) * 1_000;
}

/** vCPU-microseconds of each task that serves and has reported. */
function usedBy(tasks: Iterable<FleetTask>): ReadonlyMap<FleetTask, number> {
  return new Map(reporting(tasks).map(({ task, metrics }) => [task, metrics.cpuUsed]));
}

function memoryGauge({ config, meter, scheduler }: GaugeParts): Gauge {
  const shares = () => reporting(scheduler.tasks).map(({ metrics }) => metrics.memoryMib / config.task.memory);
  return ofTasks(() => meter.memoryUse(), shares, before);
}

function requestsGauge({ scheduler, attempts }: GaugeParts): Gauge {
  let attemptsBefore = attempts();
  const read = () => {
    const targets = scheduler.active.filter(({ isHealthy }) => isHealthy).length;
    const requests = attempts() - attemptsBefore;
    attemptsBefore += requests;
    return requestsPerTarget({ requests, targets, desired: scheduler.desired });
  };
  return ofAll(read, before);
}

function queueGauge({ meter, scheduler }: GaugeParts): Gauge {
  const queued = () => reporting(scheduler.tasks).map(({ metrics }) => metrics.queued);
  return ofTasks(() => meter.queuedPerTask(), queued, before);
}

function reporting(tasks: Iterable<FleetTask>) {
  const serving = [...tasks].filter(({ isServing }) => isServing);
  return serving.flatMap((task) => (task.metrics === null ? [] : [{ task, metrics: task.metrics }]));
}
