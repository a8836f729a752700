import { classesOf } from "../../../workload/demand-shape.js";
import { expectationOf } from "../fleet/expected-size.js";
import { defineService } from "../kind.js";
import { rolloutPlan } from "../rollout/strategies/index.js";
import { requestAssumptions, requestDefaults } from "./assumptions.js";
import { RequestService, requestAspects } from "./request-service.js";
import { requestRules } from "./rules.js";
import { requestServiceShape } from "./shape.js";

/** The kind of a service that says none. */
export const request = defineService({
  kind: "request-service",
  about: "A load-balanced ECS service of Fargate tasks that answers requests.",
  shape: requestServiceShape,
  isDrivable: true,
  rules: requestRules,
  assumptions: requestAssumptions,
  defaults: requestDefaults,
  expects: (config, { demands, clock }) => expectationOf(config, demands, clock.duration),
  fleet: (config) => config,
  balancer: ({ balancer }) => balancer,
  serves: classesOf,
  overflow: ({ overflow }) => overflow?.to ?? null,
  aspects: requestAspects,
  tellsBeside: ({ deployment }) => (rolloutPlan(deployment.strategy) === null ? [] : ["cohorts"]),
  create: (config, context) => new RequestService(config, context),
});
