import { createGauges, type Gauges, type MeteredService } from "../../../sim/scaling/index.js";
import { type RequestServiceConfig, sidecarMemory, taskSize } from "../../../sim/scenario/index.js";
import type { TaskMetrics } from "../task/task-order.js";
import type { Timers } from "../timers.js";
import type { FleetTask } from "./fleet-task.js";
import type { ServiceGauge } from "./service-gauge.js";

export interface GaugeParts {
  readonly config: RequestServiceConfig;
  readonly timers: Pick<Timers, "now">;
  readonly meter: Pick<ServiceGauge, "cpu" | "useOf" | "counts">;
  readonly scheduler: {
    readonly desired: number;
    readonly tasks: Iterable<FleetTask>;
    /** Tasks that are not told to stop. */
    readonly active: readonly FleetTask[];
  };
  /** Number of requests that have reached the balancer. */
  readonly attempts: () => number;
}

/**
 * The metrics of a service of real processes. Its history begins with the first datapoint; nothing is filled in before
 * it.
 */
export function localGauges(parts: GaugeParts): Gauges {
  return createGauges(metered(parts), () => Number.NaN);
}

function metered({ config, timers, meter, scheduler, attempts }: GaugeParts): MeteredService<ReportingTask> {
  return {
    now: () => timers.now(),
    desired: () => scheduler.desired,
    cpu: () => meter.cpu(),
    tasks: () => [...scheduler.tasks].filter(hasReported).filter((task) => meter.counts(task)),
    runningAt: (task) => startedAt(task, timers),
    cpuOf: (task) => meter.useOf(task),
    memoryOf: ({ metrics }) => ({
      used: metrics.memoryMib + sidecarMemory(config.task),
      reserved: taskSize(config.task).memory,
    }),
    requests: {
      targets: () => scheduler.active.filter(({ isHealthy }) => isHealthy).length,
      attempts,
      queuedOf: ({ metrics }) => metrics.queued,
    },
  };
}

type ReportingTask = FleetTask & { readonly metrics: TaskMetrics };

function hasReported(task: FleetTask): task is ReportingTask {
  return task.metrics !== null;
}

/** When a task entered RUNNING, in the time of the fleet. */
export function startedAt({ times }: FleetTask, timers: Pick<Timers, "now">): number {
  return timers.now() - (Date.now() - times.started!) * 1_000;
}
