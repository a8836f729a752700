import { Autoscaler } from "../scaling/autoscaler.js";
import type { PublishedMetrics } from "../scaling/policy.js";
import { createPolicies } from "../scaling/scaling-shape.js";
import type { RequestServiceConfig } from "./request/shape.js";
import type { ServiceContext } from "./service-context.js";

/** The autoscaler of a service. */
export function createAutoscaler(
  { scaling, bounds, suspended }: RequestServiceConfig,
  { clock, simulation, autoscaling }: ServiceContext,
  metrics: PublishedMetrics,
): Autoscaler {
  const policies = createPolicies(scaling, clock);
  return new Autoscaler({ policies, bounds, metrics, timing: autoscaling, suspended, start: simulation.now });
}
