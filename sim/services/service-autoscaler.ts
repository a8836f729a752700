import { Autoscaler } from "../scaling/autoscaler.js";
import { createPolicies } from "../scaling/policies/index.js";
import type { PublishedMetrics } from "../scaling/policy.js";
import type { RequestServiceConfig } from "./request-service-shape.js";
import type { ServiceContext } from "./service-context.js";

/** The autoscaler of a service, with the parts of it that are suspended from the start. */
export function createAutoscaler(
  { scaling, bounds, suspended }: RequestServiceConfig,
  { clock, simulation }: ServiceContext,
  metrics: PublishedMetrics,
): Autoscaler {
  const policies = createPolicies(scaling, clock);
  const autoscaler = new Autoscaler({ policies, bounds, metrics, start: simulation.now });
  autoscaler.suspend("DynamicScalingInSuspended", suspended.scaleIn);
  autoscaler.suspend("DynamicScalingOutSuspended", suspended.scaleOut);
  autoscaler.suspend("ScheduledScalingSuspended", suspended.scheduled);
  return autoscaler;
}
