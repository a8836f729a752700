import type { Simulation } from "../../engine/simulation.js";
import type { Pool } from "../../pool/pool.js";
import type { TaskTable } from "../../pool/task-table.js";
import { createGauges, type Gauges } from "../../scaling/metric.js";
import type { Readings } from "../../scaling/metrics/kind.js";
import type { Servers } from "../../work/servers.js";
import type { CpuGauge } from "./cpu-gauge.js";
import type { ExpectedSize } from "./expected-size.js";

interface MeteredFleet {
  readonly simulation: Simulation;
  readonly tasks: TaskTable;
  readonly servers: Servers;
  readonly pool: Pool;
  readonly cpu: CpuGauge;
  readonly expected: ExpectedSize;
}

/** The metrics of a service; before the world began, as the expected load of that moment would have them. A task is named by its row. */
export function fleetGauges(
  { simulation, tasks, servers, pool, cpu, expected }: MeteredFleet,
  readings: Partial<Readings<number>>,
): Gauges {
  const metered = {
    now: () => simulation.now,
    desired: () => pool.desired,
    cpu: () => cpu.total(),
    tasks: () => [...tasks].filter((task) => cpu.counts(task)),
    runningAt: (task: number) => tasks.runningAt[task],
    cpuOf: (task: number) => cpu.of(task),
    memoryOf: (task: number) => ({ used: servers.heldMib[task], reserved: servers.memoryMib[task] }),
    ...readings,
  };
  return createGauges(metered, (metric) => {
    const { desired, deployment } = pool;
    if (desired === 0) return Number.NaN;
    return metric.expected(expected.load(simulation.now, deployment.definition), desired);
  });
}
