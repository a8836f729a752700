import type { BilledBalancer } from "../cost/metering.js";
import { balancerOf } from "../services/service-shape.js";
import type { Scenario } from "./shape.js";

/** A load balancer and those that stand behind it. */
export interface BalancerOfServices extends BilledBalancer {
  readonly services: readonly string[];
}

/** The load balancers of a scenario by name, in the order in which its services name them. */
export function balancersOf(services: Scenario["services"]): ReadonlyMap<string, BalancerOfServices> {
  const found = new Map<string, BalancerOfServices>();
  for (const [service, config] of Object.entries(services)) {
    const balancer = balancerOf(config);
    if (balancer === null) continue;
    const { name, scheme } = balancer;
    const { services: others } = found.get(name) ?? { services: [] };
    found.set(name, { name, scheme, services: [...others, service] });
  }
  return found;
}
