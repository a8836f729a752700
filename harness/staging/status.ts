import type { CpuUse } from "../../sim/facts/cpu-use.js";
import type { LocalFleet } from "./local-fleet.js";
import type { TaskState } from "./scheduler/fleet-task.js";
import type { LocalPool } from "./scheduler/local-pool.js";

/** The status of a local fleet, which `sim staging status` prints as JSON. */
export interface FleetStatus {
  readonly pid: number;
  readonly version: string;
  readonly scenario: string;
  /** Start of the fleet, in ISO 8601. */
  readonly startedAt: string;
  /** Whether every service has its tasks and all of them are healthy. */
  readonly isSteady: boolean;
  readonly controlUrl: string;
  readonly storeUrl: string | null;
  readonly cluster: string;
  readonly cpu: LocalFleet["cpu"];
  readonly services: readonly ServiceStatus[];
}

/** The status of one service of a local fleet. */
export interface ServiceStatus {
  readonly name: string;
  /** Base URL of its balancer. */
  readonly url: string;
  readonly desired: number;
  readonly healthy: number;
  readonly isDeploying: boolean;
  /** Tasks that have not stopped. */
  readonly tasks: readonly TaskStatus[];
  /** Number of requests and connections that reached the balancer. */
  readonly requests: number;
  /** Share of the reserved CPU that was used in the last half minute; null when there was no task. */
  readonly cpu: number | null;
  /** CPU since the fleet started, including tasks that are gone. */
  readonly cpuUse: CpuUse;
}

/** Number of tasks of a provider in one state. */
export interface TaskStatus {
  readonly provider: string;
  readonly state: TaskState;
  readonly count: number;
}

/** The present status of a service; `url` is where its balancer listens. */
export function serviceStatus(service: LocalPool, url: string): ServiceStatus {
  const { name, desired, isDeploying, meter } = service;
  const tasks = service.tasks.filter(({ state }) => state !== "STOPPED");
  const counts = new Map<string, TaskStatus>();
  for (const { origin, state } of tasks) {
    const key = `${origin.provider} ${state}`;
    counts.set(key, { provider: origin.provider, state, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const healthy = tasks.filter(({ isHealthy }) => isHealthy).length;
  const cpu = meter.recentShare();
  return {
    ...{ name, url, desired, healthy, isDeploying, tasks: [...counts.values()], requests: service.attempts() },
    cpu: Number.isFinite(cpu) ? cpu : null,
    cpuUse: meter.cpu(),
  };
}
