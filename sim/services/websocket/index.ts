import { expectationOf } from "../fleet/expected-size.js";
import { defineService } from "../kind.js";
import { websocketAssumptions, websocketDefaults } from "./assumptions.js";
import { websocketRules } from "./rules.js";
import { websocketServiceShape } from "./shape.js";
import { WebsocketService, websocketAspects } from "./websocket-service.js";

/** Sessions that stay with the task that took them. */
export const websocket = defineService({
  kind: "websocket-service",
  about:
    "A load-balanced ECS service of Fargate tasks that hold the connections of sessions and answer their messages.",
  shape: websocketServiceShape,
  isDrivable: false,
  rules: websocketRules,
  assumptions: websocketAssumptions,
  defaults: websocketDefaults,
  expects: (config, { demands, clock }) => expectationOf(config, demands, clock.duration),
  fleet: (config) => config,
  balancer: ({ balancer }) => balancer,
  holds: ({ heartbeat, idleTimeout }) => ({ heartbeat, idleTimeout }),
  aspects: websocketAspects,
  create: (config, context) => new WebsocketService(config, context),
});
