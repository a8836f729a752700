import type { Load } from "../../../workload/calls.js";
import { nextChange, rateAt } from "../../../workload/curves/index.js";
import { targets } from "../../capacity/placement.js";
import { byProvider } from "../../capacity/providers/by-provider.js";
import type { ProviderName } from "../../capacity/providers/index.js";
import type { TaskDefinition } from "../../pool/task-definition.js";
import { capacityHeld } from "../../scaling/capacity.js";
import type { ExpectedLoad } from "../../scaling/metrics/kind.js";
import type { DynamicPolicy } from "../../scaling/policy.js";
import { createDynamicPolicies, type PolicyConfig } from "../../scaling/scaling-shape.js";
import type { Expectation, UtilizationRange } from "../kind.js";
import type { FleetConfig } from "./fleet.js";
import { taskSize } from "./sidecars.js";
import { createTaskDefinition } from "./task-definitions.js";

/**
 * The expected load on a service at any instant, calls included, and the number of tasks its policies would hold at
 * that load.
 */
export class ExpectedSize {
  readonly #loads: readonly Load[];
  readonly #policies: readonly DynamicPolicy[];

  constructor(loads: readonly Load[], policies: readonly PolicyConfig[]) {
    this.#loads = loads;
    this.#policies = createDynamicPolicies(policies);
  }

  /** The first instant after `now` at which the expected rate changes; Infinity when it does not any more. */
  nextChangeAt(now: number): number {
    return Math.min(Infinity, ...this.#loads.map(({ rates }) => nextChange(rates, now)));
  }

  at(instant: number, definition: TaskDefinition): number {
    return capacityHeld(this.#policies, this.load(instant, definition));
  }

  load(instant: number, definition: TaskDefinition): ExpectedLoad {
    const work = this.#loads.reduce((sum, load) => sum + rateAt(load.rates, instant) * meanWork(load), 0);
    const vcpus = (work * definition.cpuWorkFactor) / 1e6;
    const { slots, queueLimit, baseMemoryMib } = definition;
    const held = (tasks: number) =>
      this.#held(instant, definition, vcpus / (tasks * definition.applicationVcpu), tasks);
    return {
      connections: this.#loads.reduce((sum, { sessions }) => sum + (sessions ? rateAt(sessions.open, instant) : 0), 0),
      requestsPerSecond: this.#loads.reduce((sum, { rates }) => sum + rateAt(rates, instant), 0),
      vcpus,
      inWork: inWorkAt(this.#loads, instant, definition.cpuWorkFactor),
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
    for (const { rates, classes } of this.#loads) {
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

/**
 * The utilization that is expected of a service's tasks from the start to an instant, in closed form: load over the vCPUs
 * that they have for it, as many as `desired` says or, where policies scale it, as these would hold. Null without any demand.
 */
function expectedUtilization(service: FleetConfig, loads: readonly Load[], duration: number): UtilizationRange | null {
  if (loads.length === 0) return null;
  const definition = createTaskDefinition("expected", service.task);
  const expected = new ExpectedSize(loads, service.scaling);
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (let instant = 0; instant < duration; instant = expected.nextChangeAt(instant)) {
    const load = expected.load(instant, definition).vcpus;
    const utilization = load / (tasksAt(service, expected.at(instant, definition)) * definition.applicationVcpu);
    from = Math.min(from, utilization);
    to = Math.max(to, utilization);
  }
  return { from, to };
}

function tasksAt({ desired, bounds, scaling }: FleetConfig, needed: number): number {
  if (desired !== undefined && scaling.length === 0) return Math.max(1, desired);
  return Math.max(1, Math.min(bounds.max, Math.max(bounds.min, needed)));
}

/** Expectations of a service with tasks under these loads, each computed when it is asked for. */
export function expectationOf(service: FleetConfig, loads: readonly Load[], duration: number): Expectation {
  return {
    get utilization() {
      return expectedUtilization(service, loads, duration);
    },
    get vcpusMost() {
      return mostVcpus(service);
    },
  };
}

/** The most tasks that a service's bounds ever allow. */
export function mostTasks({ bounds, scaling }: Pick<FleetConfig, "bounds" | "scaling">): number {
  const scheduled = scaling.map((policy) => (policy.kind === "scheduled" ? (policy.bounds.max ?? 0) : 0));
  return Math.max(bounds.max, ...scheduled);
}

/** The vCPUs of those, by capacity provider. */
function mostVcpus(service: FleetConfig): Readonly<Record<ProviderName, number>> {
  const most = targets(service.capacity, mostTasks(service));
  return byProvider((provider) => most[provider] * taskSize(service.task).cpu);
}

/** Requests in work at once by Little's law, where a CPU step takes `slowdown` times its work and nobody waits for another. */
export function inWorkAt(loads: readonly Load[], instant: number, slowdown: number): number {
  return loads.reduce((sum, { rates, classes }) => {
    const lasts = classes.reduce((mean, each) => mean + each.share * (each.meanCpu * slowdown + each.meanWait), 0);
    return sum + (rateAt(rates, instant) * lasts) / 1e6;
  }, 0);
}

/** Mean CPU work of a load's requests, in vCPU-microseconds. */
function meanWork({ classes }: Load): number {
  return classes.reduce((sum, { share, meanCpu }) => sum + share * meanCpu, 0);
}
