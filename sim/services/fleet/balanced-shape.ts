import { z } from "zod";
import { assumed, duration, flag, integer } from "../../../scenarios/language/index.js";
import { balancerShape } from "./balancer-shape.js";

/** Default interval of health checks; reports name it where it affects a run. */
export const checkedEvery = "30s";

const healthCheckShape = z.strictObject({
  interval: duration({ min: 5_000_000, max: 300_000_000 })
    .prefault(checkedEvery)
    .meta({ description: "Time from one check of a target to the next.", aws: "HealthCheckIntervalSeconds" }),
  timeout: duration({ min: 1_000_000, max: 120_000_000 }).prefault("5s").meta({
    description: "How long a check waits for its answer before it has failed.",
    aws: "HealthCheckTimeoutSeconds",
  }),
  unhealthyThreshold: integer({ min: 2, max: 10 })
    .prefault(2)
    .meta({ description: "Failed checks in a row after which a target is unhealthy.", aws: "UnhealthyThresholdCount" }),
  healthyThreshold: integer({ min: 2, max: 10 })
    .prefault(5)
    .meta({ description: "Good checks in a row after which a target is healthy.", aws: "HealthyThresholdCount" }),
  sharesCapacity: flag()
    .prefault(false)
    .describe("A check takes a slot of its task as a request does, and fails where there is none."),
  gracePeriod: duration({ max: 2_147_483_647_000_000 })
    .prefault("0s")
    .meta({ description: "How long after RUNNING ECS ignores failed checks.", aws: "healthCheckGracePeriodSeconds" }),
});

/**
 * How the process reacts to SIGTERM; `ignore` goes on until SIGKILL, `exit` ends at once, and both lose what it has
 * buffered.
 */
const onSigterm = z.enum(["drain", "serve", "ignore", "exit"]);
export type OnSigterm = z.output<typeof onSigterm>;

const drainShape = z.strictObject({
  deregistrationDelay: duration({ max: 3_600_000_000 }).prefault("300s").meta({
    description: "How long requests under way may go on when a target is deregistered.",
    aws: "deregistration_delay.timeout_seconds",
  }),
  stopTimeout: duration({ min: 2_000_000, max: 120_000_000 })
    .prefault("30s")
    .meta({ description: "Time from SIGTERM to SIGKILL.", aws: "stopTimeout" }),
  deregistrationLag: assumed(
    duration({ max: 300_000_000 })
      .prefault("5s")
      .describe("How long the balancer still sends requests to a task that Spot takes or that died."),
    { low: "0s", high: "20s", because: "users have seen up to 20 s; AWS documents none" },
  ),
  onSigterm: onSigterm
    .prefault("drain")
    .describe(
      "What a process does on SIGTERM: takes no more and finishes (drain), serves on until it is done, goes on until SIGKILL, or ends at once.",
    ),
});

/** Keys of every kind of service behind a load balancer. */
export const balancedKeys = {
  balancer: balancerShape.prefault({}).describe("The load balancer before the service."),
  healthCheck: healthCheckShape.prefault({}).describe("How the load balancer checks its targets."),
  drain: drainShape.prefault({}).describe("How a task leaves the balancer and ends."),
};

const balancedShape = z.strictObject(balancedKeys);

/** A service behind a load balancer, as far as that goes. */
export type BalancedConfig = z.output<typeof balancedShape>;
