import { type CpuUse, utilization } from "../../../sim/facts/cpu-use.js";
import type { FleetTask } from "./fleet-task.js";

const samplesKept = 30;

/**
 * Measures what a service's tasks use, as CloudWatch's service utilization does: every task while it is RUNNING or, if
 * draining tasks count too, until it is gone.
 */
export class ServiceGauge {
  readonly #tasks: () => Iterable<FleetTask>;
  readonly #vcpu: number;
  readonly #applicationVcpu: number;
  readonly #bootCpu: number;
  readonly #countsDraining: boolean;
  /** Tasks that no longer count. */
  readonly #left = new WeakSet<FleetTask>();
  #gone: CpuUse = { used: 0, reserved: 0 };
  readonly #samples: CpuUse[] = [];

  /** `bootCpu` is the share of its vCPUs that a task is assumed to use while its application boots. */
  constructor(
    tasks: () => Iterable<FleetTask>,
    { vcpu, applicationVcpu }: { readonly vcpu: number; readonly applicationVcpu: number },
    { bootCpu, countsDraining }: { readonly bootCpu: number; readonly countsDraining: boolean },
  ) {
    this.#bootCpu = bootCpu;
    this.#countsDraining = countsDraining;
    this.#tasks = tasks;
    this.#vcpu = vcpu;
    this.#applicationVcpu = applicationVcpu;
  }

  /** To be called when a task starts to stop. */
  leave(task: FleetTask): void {
    if (!this.#countsDraining) this.close(task);
  }

  /** To be called when the process of a task has ended. */
  close(task: FleetTask): void {
    if (this.#left.has(task)) return;
    this.#left.add(task);
    this.#gone = sum([this.#gone, this.useOf(task)]);
  }

  /** Totals since the beginning, in vCPU-microseconds; the use in a period is the difference of two. */
  cpu(): CpuUse {
    return sum([this.#gone, ...this.#serving().map((task) => this.useOf(task))]);
  }

  /** To be called once a second. */
  sample(): void {
    this.#samples.push(this.cpu());
    if (this.#samples.length > samplesKept) this.#samples.shift();
  }

  /** CPU used divided by CPU reserved in the last half minute; NaN when nothing was reserved. */
  recentShare(): number {
    return this.#samples.length === 0 ? Number.NaN : utilization(this.cpu(), this.#samples[0]);
  }

  queuedPerTask(): number {
    const serving = this.#serving();
    return serving.reduce((queued, { metrics }) => queued + (metrics?.queued ?? 0), 0) / serving.length;
  }

  #serving(): readonly FleetTask[] {
    return [...this.#tasks()].filter((task) => this.counts(task));
  }

  counts(task: FleetTask): boolean {
    return task.isServing && !this.#left.has(task);
  }

  /** CPU of one task since it entered RUNNING. */
  useOf({ metrics, times, bootMs }: FleetTask): CpuUse {
    if (times.started === undefined) return { used: 0, reserved: 0 };
    const running = Date.now() - times.started;
    const boot = Math.min(running, bootMs) * this.#bootCpu;
    return {
      used:
        (metrics?.cpuUsed ?? 0) +
        boot * 1_000 * this.#applicationVcpu +
        running * 1_000 * (this.#vcpu - this.#applicationVcpu),
      reserved: running * 1_000 * this.#vcpu,
    };
  }
}

function sum(uses: readonly CpuUse[]): CpuUse {
  return uses.reduce((a, b) => ({ used: a.used + b.used, reserved: a.reserved + b.reserved }));
}
