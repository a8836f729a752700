import { nextChange, rateAt } from "../../workload/curves/index.js";
import type { Demand } from "../../workload/demand.js";
import type { TaskDefinition } from "../fleet/task-definition.js";
import type { PolicyConfig } from "../scaling/policies/index.js";

/** CPU utilization that is aimed at where no policy says otherwise. */
const defaultCpuTarget = 0.6;

/** How many tasks a service's demand needs at the targets of its policies: what they would hold at that load. */
export class NeededTasks {
  readonly #demands: readonly Demand[];
  readonly #cpuTarget: number;
  readonly #requestsTarget: number;

  constructor(demands: readonly Demand[], policies: readonly PolicyConfig[]) {
    this.#demands = demands;
    const targets = policies.flatMap((policy) => (policy.kind === "target-tracking" ? [policy] : []));
    const targetOf = (isMeant: (metric: string) => boolean) => targets.find(({ metric }) => isMeant(metric))?.target;
    this.#requestsTarget = targetOf((metric) => /request/i.test(metric)) ?? Infinity;
    this.#cpuTarget = targetOf((metric) => /cpu/i.test(metric)) ?? (targets.length > 0 ? Infinity : defaultCpuTarget);
  }

  /** Expected requests per second at an instant. */
  rate(instant: number): number {
    return this.#demands.reduce((sum, { rates }) => sum + rateAt(rates, instant), 0);
  }

  /** The first instant after `now` at which the expected rate changes; Infinity when it does not any more. */
  nextChangeAt(now: number): number {
    return Math.min(Infinity, ...this.#demands.map(({ rates }) => nextChange(rates, now)));
  }

  /** Expected vCPUs in use at an instant. */
  load(instant: number, definition: TaskDefinition): number {
    const work = this.#demands.reduce((sum, demand) => sum + rateAt(demand.rates, instant) * meanWork(demand), 0);
    return (work * definition.cpuWorkFactor) / 1e6;
  }

  /**
   * Expected memory of the requests of a task, where so many share the load: by Little's law those in work, whose CPU steps
   * last 1 / (1 − utilization) times as long. Where these need more than its slots, all its slots and its queue are taken.
   */
  requestMemoryMib(instant: number, definition: TaskDefinition, tasks: number): number {
    const { slots, queueLimit, vcpu, cpuWorkFactor } = definition;
    const idle = Math.max(1e-6, 1 - this.load(instant, definition) / (tasks * vcpu));
    let inWork = 0;
    let held = 0;
    for (const { rates, classes } of this.#demands) {
      for (const { share, meanCpu, meanWait, memoryMb } of classes) {
        const lasts = ((meanCpu * cpuWorkFactor) / idle + meanWait) / 1e6;
        const each = (rateAt(rates, instant) / tasks) * share * lasts;
        inWork += each;
        held += each * memoryMb;
      }
    }
    return inWork > slots ? (held / inWork) * (slots + queueLimit) : held;
  }

  at(instant: number, definition: TaskDefinition): number {
    const forCpu = this.load(instant, definition) / (definition.vcpu * this.#cpuTarget);
    const forRequests = (this.rate(instant) * 60) / this.#requestsTarget;
    return Math.ceil(Math.max(forCpu, forRequests) - 1e-9);
  }
}

/** Mean CPU work of a demand's requests, in vCPU-microseconds. */
function meanWork({ classes }: Demand): number {
  return classes.reduce((sum, { share, meanCpu }) => sum + share * meanCpu, 0);
}
