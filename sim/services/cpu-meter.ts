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
  /** Of tasks that are gone, since the beginning. */
  #goneUsed = 0;
  #goneReserved = 0;

  constructor(simulation: Simulation, tasks: TaskTable, servers: TaskServers) {
    this.#simulation = simulation;
    this.#tasks = tasks;
    this.#servers = servers;
  }

  /** The task's process ends now. */
  close(task: number): void {
    this.#goneUsed += this.#servers.cpus[task].used(this.#simulation.now);
    this.#goneReserved += this.#reserved(task);
  }

  /** Totals since the beginning, in vCPU-microseconds; a period's use is the difference of two. */
  total(): CpuUse {
    let used = this.#goneUsed;
    let reserved = this.#goneReserved;
    this.#tasks.forEach((task) => {
      const state = this.#tasks.state[task];
      if (state < RUNNING || state > STOPPING || this.#tasks.isSilent[task] === 1) return;
      used += this.#servers.cpus[task].used(this.#simulation.now);
      reserved += this.#reserved(task);
    });
    return { used, reserved };
  }

  #reserved(task: number): number {
    return (this.#simulation.now - this.#tasks.runningAt[task]) * this.#tasks.definition[task].vcpu;
  }
}
