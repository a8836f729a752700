import { nextChange, rateAt } from "../../workload/curves/index.js";
import type { Demand } from "../../workload/demand.js";
import type { TaskDefinition } from "../pool/task-definition.js";
import { capacityHeld } from "../scaling/capacity.js";
import type { ExpectedLoad } from "../scaling/metrics/kind.js";
import type { DynamicPolicy } from "../scaling/policy.js";
import { createDynamicPolicies, type PolicyConfig } from "../scaling/scaling-shape.js";

/** What a service's demand is expected to bring at any instant, and how many tasks its policies would hold at that load. */
export class ExpectedSize {
  readonly #demands: readonly Demand[];
  readonly #policies: readonly DynamicPolicy[];

  constructor(demands: readonly Demand[], policies: readonly PolicyConfig[]) {
    this.#demands = demands;
    this.#policies = createDynamicPolicies(policies);
  }

  /** The first instant after `now` at which the expected rate changes; Infinity when it does not any more. */
  nextChangeAt(now: number): number {
    return Math.min(Infinity, ...this.#demands.map(({ rates }) => nextChange(rates, now)));
  }

  at(instant: number, definition: TaskDefinition): number {
    return capacityHeld(this.#policies, this.load(instant, definition));
  }

  load(instant: number, definition: TaskDefinition): ExpectedLoad {
    const work = this.#demands.reduce((sum, demand) => sum + rateAt(demand.rates, instant) * meanWork(demand), 0);
    const vcpus = (work * definition.cpuWorkFactor) / 1e6;
    const { slots, queueLimit, baseMemoryMib } = definition;
    const held = (tasks: number) =>
      this.#held(instant, definition, vcpus / (tasks * definition.applicationVcpu), tasks);
    return {
      requestsPerSecond: this.#demands.reduce((sum, { rates }) => sum + rateAt(rates, instant), 0),
      vcpus,
      task: definition,
      memoryMib: (tasks) => {
        const { requests, memoryMib } = held(tasks);
        return baseMemoryMib + (requests > slots ? (memoryMib / requests) * (slots + queueLimit) : memoryMib);
      },
      queued: (tasks) => (held(tasks).requests > slots ? queueLimit : 0),
    };
  }

  /**
   * Requests in work in each of so many tasks by Little's law, and their memory: CPU steps last 1 / (1 − utilization) times
   * as long as on an idle task. Where these need more than its slots, all its slots and its queue are taken.
   */
  #held(instant: number, { cpuWorkFactor }: TaskDefinition, utilization: number, tasks: number) {
    const idle = Math.max(1e-6, 1 - utilization);
    let requests = 0;
    let memoryMib = 0;
    for (const { rates, classes } of this.#demands) {
      for (const { share, meanCpu, meanWait, memoryMb } of classes) {
        const lasts = ((meanCpu * cpuWorkFactor) / idle + meanWait) / 1e6;
        const each = (rateAt(rates, instant) / tasks) * share * lasts;
        requests += each;
        memoryMib += each * memoryMb;
      }
    }
    return { requests, memoryMib };
  }
}

/** Mean CPU work of a demand's requests, in vCPU-microseconds. */
function meanWork({ classes }: Demand): number {
  return classes.reduce((sum, { share, meanCpu }) => sum + share * meanCpu, 0);
}
