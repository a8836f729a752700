import { nextChange } from "../../workload/curves/index.js";
import type { Demand } from "../../workload/demand.js";
import { ExpectedSize } from "../services/expected-size.js";
import type { RequestServiceConfig } from "../services/request/shape.js";
import { createTaskDefinition } from "../services/task-definitions.js";

/** CPU that requests use over what tasks have for them, lowest and highest. */
export interface UtilizationRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The utilization that is expected of a service from an instant to another, in closed form: load over the vCPUs that
 * its tasks have for it, as many as `desired` says or, where policies scale it, as these would hold. Null without any demand.
 */
export function expectedUtilization(
  service: RequestServiceConfig,
  demands: readonly Demand[],
  duration: number,
): UtilizationRange | null {
  if (demands.length === 0) return null;
  const definition = createTaskDefinition("expected", service.task);
  const expected = new ExpectedSize(demands, service.scaling);
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (let instant = 0; instant < duration; instant = nextChangeOf(demands, instant)) {
    const load = expected.load(instant, definition).vcpus;
    const utilization = load / (tasksAt(service, expected.at(instant, definition)) * definition.applicationVcpu);
    from = Math.min(from, utilization);
    to = Math.max(to, utilization);
  }
  return { from, to };
}

function tasksAt({ desired, bounds, scaling }: RequestServiceConfig, needed: number): number {
  if (desired !== undefined && scaling.length === 0) return Math.max(1, desired);
  return Math.max(1, Math.min(bounds.max, Math.max(bounds.min, needed)));
}

function nextChangeOf(demands: readonly Demand[], instant: number): number {
  return Math.min(...demands.map(({ rates }) => nextChange(rates, instant)));
}
