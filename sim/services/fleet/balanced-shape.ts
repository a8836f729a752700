import { z } from "zod";
import { duration, flag, integer } from "../../../scenarios/language/index.js";
import { balancerShape } from "./balancer-shape.js";

/** How often a target is checked where nobody says: where a run meets it, it is named. */
export const checkedEvery = "30s";

const healthCheckShape = z.strictObject({
  interval: duration({ min: 5_000_000, max: 300_000_000 }).prefault(checkedEvery),
  timeout: duration({ min: 1_000_000, max: 120_000_000 }).prefault("5s"),
  unhealthyThreshold: integer({ min: 2, max: 10 }).prefault(2),
  healthyThreshold: integer({ min: 2, max: 10 }).prefault(5),
  sharesCapacity: flag().prefault(false),
  /** How long after RUNNING ECS ignores failed checks: its healthCheckGracePeriodSeconds. */
  gracePeriod: duration({ max: 2_147_483_647_000_000 }).prefault("0s"),
});

/** What a process does at SIGTERM; `ignore` goes on until SIGKILL, `exit` ends at once, both lose what it has buffered. */
const onSigterm = z.enum(["drain", "serve", "ignore", "exit"]);
export type OnSigterm = z.output<typeof onSigterm>;

const drainShape = z.strictObject({
  deregistrationDelay: duration({ max: 3_600_000_000 }).prefault("300s"),
  stopTimeout: duration({ min: 2_000_000, max: 120_000_000 }).prefault("30s"),
  /** How long the balancer still sends requests to a task that Spot takes or that died. */
  deregistrationLag: duration({ max: 300_000_000 }).prefault("5s"),
  onSigterm: onSigterm.prefault("drain"),
});

/** What stands before the tasks of a service: the keys of every kind behind a load balancer. */
export const balancedKeys = {
  balancer: balancerShape.prefault({}),
  healthCheck: healthCheckShape.prefault({}),
  /** How a task leaves the balancer and ends. */
  drain: drainShape.prefault({}),
};

const balancedShape = z.strictObject(balancedKeys);

/** A service behind a load balancer, as far as that goes. */
export type BalancedConfig = z.output<typeof balancedShape>;
