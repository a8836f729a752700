import type { Simulation } from "../../engine/simulation.js";
import type { CpuUse } from "../../facts/cpu-use.js";
import type { TaskTable } from "../../pool/task-table.js";
import type { Servers } from "../../work/servers.js";

/** What a service's CPU metric counts beside the work of its requests. */
interface CpuCounting {
  /** Share of the application's vCPUs that a task uses while it boots. */
  readonly bootCpu: number;
  readonly countsDraining: boolean;
}

/**
 * Reads off how much CPU a service's tasks used and had reserved, as CloudWatch's service utilization does: every task while
 * it is RUNNING, or until it is gone where those that drain count too.
 */
export class CpuGauge {
  readonly #simulation: Simulation;
  readonly #tasks: TaskTable;
  readonly #servers: Servers;
  readonly #bootCpu: number;
  readonly #countsDraining: boolean;
  /** By row: whether the task counts. */
  readonly #counts: boolean[] = [];
  /** CPU used since the beginning by tasks that no longer count. */
  #goneUsed = 0;
  #goneReserved = 0;

  constructor(simulation: Simulation, tasks: TaskTable, servers: Servers, { bootCpu, countsDraining }: CpuCounting) {
    this.#simulation = simulation;
    this.#tasks = tasks;
    this.#servers = servers;
    this.#bootCpu = bootCpu;
    this.#countsDraining = countsDraining;
  }

  /** The task's process begins now. */
  open(task: number): void {
    this.#counts[task] = true;
  }

  /** The task is on its way out. */
  leave(task: number): void {
    if (!this.#countsDraining) this.close(task);
  }

  /** The task's process ends now. */
  close(task: number): void {
    if (!this.#counts[task]) return;
    this.#counts[task] = false;
    this.#goneUsed += this.#used(task);
    this.#goneReserved += this.#reserved(task);
  }

  /** Totals since the beginning, in vCPU-microseconds; a period's use is the difference of two. */
  total(): CpuUse {
    let used = this.#goneUsed;
    let reserved = this.#goneReserved;
    this.#tasks.forEach((task) => {
      if (!this.#counts[task]) return;
      used += this.#used(task);
      reserved += this.#reserved(task);
    });
    return { used, reserved };
  }

  counts(task: number): boolean {
    return this.#counts[task] === true;
  }

  /** CPU used by one task since it came to RUNNING. */
  of(task: number): CpuUse {
    return { used: this.#used(task), reserved: this.#reserved(task) };
  }

  /** CPU used by requests (none before it has booted), by the boot, and by sidecars all the time. */
  #used(task: number): number {
    const { now } = this.#simulation;
    const { bootedAt, runningAt, definition } = this.#tasks;
    const { vcpu, applicationVcpu } = definition[task];
    const booting = Math.min(now, bootedAt[task]) - runningAt[task];
    const bySidecars = (now - runningAt[task]) * (vcpu - applicationVcpu);
    return this.#servers.cpus[task].used(now) + booting * applicationVcpu * this.#bootCpu + bySidecars;
  }

  #reserved(task: number): number {
    return (this.#simulation.now - this.#tasks.runningAt[task]) * this.#tasks.definition[task].vcpu;
  }
}
