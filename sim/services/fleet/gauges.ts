import type { Simulation } from "../../engine/simulation.js";
import type { Gauge } from "../../facts/gauge.js";
import type { Pool } from "../../pool/pool.js";
import type { TaskTable } from "../../pool/task-table.js";
import { createGauges, type MetricName } from "../../scaling/metric.js";
import type { MeteredService } from "../../scaling/metrics/kind.js";
import type { LoadBalancer } from "../../targets/index.js";
import type { Servers } from "../../work/servers.js";
import type { CpuGauge } from "./cpu-gauge.js";
import type { ExpectedSize } from "./expected-size.js";

export interface GaugeParts {
  readonly simulation: Simulation;
  readonly tasks: TaskTable;
  readonly servers: Servers;
  readonly balancer: LoadBalancer;
  readonly scheduler: Pool["scheduler"];
  readonly cpu: CpuGauge;
  readonly expected: ExpectedSize;
  /** Attempts so far. */
  readonly attempts: () => number;
}

/** The metrics of a request service; before the world began, as the expected load of that moment would have them. */
export function requestGauges(parts: GaugeParts): Readonly<Record<MetricName, Gauge>> {
  const { simulation, scheduler, expected } = parts;
  return createGauges(metered(parts), (metric) => {
    const { desired, deployment } = scheduler;
    if (desired === 0) return Number.NaN;
    return metric.expected(expected.load(simulation.now, deployment.definition), desired);
  });
}

/** A task is named by its row. */
function metered(parts: GaugeParts): MeteredService<number> {
  const { simulation, tasks, servers, balancer, scheduler, cpu, attempts } = parts;
  return {
    now: () => simulation.now,
    desired: () => scheduler.desired,
    targets: () => balancer.size,
    attempts,
    cpu: () => cpu.total(),
    tasks: () => [...tasks].filter((task) => cpu.counts(task)),
    runningAt: (task) => tasks.runningAt[task],
    cpuOf: (task) => cpu.of(task),
    memoryOf: (task) => ({ used: servers.heldMib[task], reserved: servers.memoryMib[task] }),
    queuedOf: (task) => servers.queues[task].length,
  };
}
