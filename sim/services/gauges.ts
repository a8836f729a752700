import type { Simulation } from "../engine/simulation.js";
import type { LoadBalancer } from "../fleet/balancers/index.js";
import type { ServiceScheduler } from "../fleet/scheduler.js";
import { RUNNING, STOPPING, type TaskTable } from "../fleet/task-table.js";
import { utilization } from "../metrics/cpu-use.js";
import { type Gauge, ofAll, ofTasks } from "../metrics/gauge.js";
import { requestsPerTarget } from "../metrics/requests-per-target.js";
import type { MetricName } from "../scaling/policy.js";
import type { CpuMeter } from "./cpu-meter.js";
import type { NeededTasks } from "./needed-tasks.js";
import type { TaskServers } from "./task-servers.js";

export interface GaugeParts {
  readonly simulation: Simulation;
  readonly tasks: TaskTable;
  readonly servers: TaskServers;
  readonly balancer: LoadBalancer;
  readonly scheduler: ServiceScheduler;
  readonly cpu: CpuMeter;
  readonly needed: NeededTasks;
  /** Attempts so far. */
  readonly attempts: () => number;
}

/** How each metric of a request service comes about; before the world began, as the expected load of that moment would have it. */
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
  const { simulation, scheduler, cpu, needed } = parts;
  let last = cpu.total();
  const mean = () => {
    const total = cpu.total();
    const share = utilization(total, last);
    last = total;
    return share;
  };
  const before = () => {
    const { desired, deployment } = scheduler;
    const reserved = desired * deployment.definition.vcpu;
    return reserved > 0 ? Math.min(1, needed.load(simulation.now, deployment.definition) / reserved) : Number.NaN;
  };
  return ofTasks(mean, cpuShares(parts), before);
}

/** The same of single tasks, since they were looked at last. */
function cpuShares({ simulation, tasks, servers }: GaugeParts): () => readonly number[] {
  let beganAt = simulation.now;
  /** By row; one whose task is younger than the sample holds what another has used. */
  const usedBefore: number[] = [];
  return () => {
    const { now } = simulation;
    const shares: number[] = [];
    tasks.forEach((task) => {
      if (tasks.state[task] < RUNNING || tasks.state[task] > STOPPING) return;
      const used = servers.cpus[task].used(now);
      const since = Math.max(beganAt, tasks.runningAt[task]);
      const usedSince = tasks.runningAt[task] < beganAt ? used - usedBefore[task] : used;
      if (since < now) shares.push(usedSince / ((now - since) * tasks.definition[task].vcpu));
      usedBefore[task] = used;
    });
    beganAt = now;
    return shares;
  };
}

function memoryGauge({ simulation, tasks, servers, scheduler, needed }: GaugeParts): Gauge {
  const before = () => {
    const { desired, deployment } = scheduler;
    const { definition } = deployment;
    if (desired === 0) return Number.NaN;
    const held = definition.baseMemoryMib + needed.requestMemoryMib(simulation.now, definition, desired);
    return Math.min(1, held / definition.memoryMib);
  };
  const share = (task: number) => servers.heldMib[task] / servers.memoryMib[task];
  return ofTasks(
    () => servers.memoryUse(tasks),
    () => running(tasks).map(share),
    before,
  );
}

function requestsGauge({ simulation, balancer, scheduler, needed, attempts }: GaugeParts): Gauge {
  let attemptsBefore = 0;
  const read = () => {
    const requests = attempts() - attemptsBefore;
    attemptsBefore += requests;
    return requestsPerTarget({ requests, targets: balancer.size, desired: scheduler.desired });
  };
  const before = () => {
    const { desired } = scheduler;
    return desired > 0 ? (needed.rate(simulation.now) * 60) / desired : Number.NaN;
  };
  return ofAll(read, before);
}

/** The world begins with empty queues. */
function queueGauge({ tasks, servers }: GaugeParts): Gauge {
  return ofTasks(
    () => servers.queuedPerTask(tasks),
    () => running(tasks).map((task) => servers.queues[task].length),
    () => 0,
  );
}

function running(tasks: TaskTable): readonly number[] {
  return [...tasks].filter((task) => tasks.isRunning(task));
}
