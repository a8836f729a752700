import type { Simulation } from "../engine/simulation.js";
import { RUNNING, STOPPING, type TaskTable } from "../fleet/task-table.js";
import type { CpuUse } from "../metrics/cpu-use.js";
import type { TaskServers } from "./task-servers.js";

/**
 * Reads off how much CPU a service's tasks used and had reserved: every task from RUNNING until it is gone, draining ones
 * included, as CloudWatch's service utilization does.
 */
export class CpuMeter {
  readonly #simulation: Simulation;
  readonly #tasks: TaskTable;
  readonly #servers: TaskServers;
  /** Share of its vCPUs that a task uses while its application boots. */
  readonly #bootCpu: number;
  /** Of tasks that are gone, since the beginning. */
  #goneUsed = 0;
  #goneReserved = 0;

  constructor(simulation: Simulation, tasks: TaskTable, servers: TaskServers, bootCpu = 0) {
    this.#simulation = simulation;
    this.#tasks = tasks;
    this.#servers = servers;
    this.#bootCpu = bootCpu;
  }

  /** The task's process ends now. */
  close(task: number): void {
    this.#goneUsed += this.#used(task);
    this.#goneReserved += this.#reserved(task);
  }

  /** Totals since the beginning, in vCPU-microseconds; a period's use is the difference of two. */
  total(): CpuUse {
    let used = this.#goneUsed;
    let reserved = this.#goneReserved;
    this.#tasks.forEach((task) => {
      const state = this.#tasks.state[task];
      if (state < RUNNING || state > STOPPING || this.#tasks.isSilent[task] === 1) return;
      used += this.#used(task);
      reserved += this.#reserved(task);
    });
    return { used, reserved };
  }

  /** Of one task, since it came to RUNNING. */
  of(task: number): CpuUse {
    return { used: this.#used(task), reserved: this.#reserved(task) };
  }

  /** By requests, none of which come before it has booted, and by the boot. */
  #used(task: number): number {
    const { now } = this.#simulation;
    const { bootedAt, runningAt, definition } = this.#tasks;
    const booting = Math.min(now, bootedAt[task]) - runningAt[task];
    return this.#servers.cpus[task].used(now) + booting * definition[task].vcpu * this.#bootCpu;
  }

  #reserved(task: number): number {
    return (this.#simulation.now - this.#tasks.runningAt[task]) * this.#tasks.definition[task].vcpu;
  }
}
