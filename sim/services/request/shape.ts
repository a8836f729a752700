import { z } from "zod";
import { duration, flag, integer, type Range, ratio } from "../../../scenarios/language/index.js";
import { distributionShape } from "../../../workload/distributions/index.js";
import { requestClassesShape, requestShape } from "../../../workload/requests.js";
import { launchShape } from "../../capacity/launch.js";
import { allOnDemand, strategyShape } from "../../capacity/strategy.js";
import { circuitBreakerShape } from "../../pool/circuit-breaker.js";
import { fallbackShape } from "../../pool/fallback.js";
import { launchRetryShape } from "../../pool/retry.js";
import { degradationShape } from "../../scaling/degradation.js";
import { scalingShape } from "../../scaling/scaling-shape.js";
import { balancerShape } from "../fleet/balancer-shape.js";
import { taskShape } from "../fleet/task-definitions.js";

/** How a service is sized where nobody says: this decides cost and latency, and is named. */
export const sizeDefaults = {
  scaling: [{ kind: "target-tracking", metric: "cpu", target: "60 %" }],
  bounds: { min: 1, max: 100 },
} as const;

/** The pace of checks and deployments where nobody says: where a run meets them, it is named. */
export const paceDefaults = {
  interval: "30s",
  minimumHealthyPercent: "100 %",
  maximumPercent: "200 %",
} as const;

const drainShape = z.strictObject({
  deregistrationDelay: duration({ max: 3_600_000_000 }).prefault("300s"),
  stopTimeout: duration({ min: 2_000_000, max: 120_000_000 }).prefault("30s"),
  onSigterm: z.enum(["drain", "serve", "ignore", "exit"]).prefault("drain"),
  /** How long the balancer still sends requests to a task that Spot takes or that died. */
  deregistrationLag: duration({ max: 300_000_000 }).prefault("5s"),
});

const writeBufferShape = z.strictObject({
  flushEvery: duration({ min: 1_000 }).prefault("100ms"),
  flushTakes: distributionShape(duration).prefault("10ms"),
  flushTimeout: duration({ min: 1_000 }).prefault("20s"),
  deadLetter: flag().prefault(true),
  acknowledge: z.enum(["buffered", "durable"]).prefault("buffered"),
});

const healthCheckShape = z.strictObject({
  interval: duration({ min: 5_000_000, max: 300_000_000 }).prefault(paceDefaults.interval),
  timeout: duration({ min: 1_000_000, max: 120_000_000 }).prefault("5s"),
  unhealthyThreshold: integer({ min: 2, max: 10 }).prefault(2),
  healthyThreshold: integer({ min: 2, max: 10 }).prefault(5),
  sharesCapacity: flag().prefault(false),
  /** How long after RUNNING ECS ignores failed checks: its healthCheckGracePeriodSeconds. */
  gracePeriod: duration({ max: 2_147_483_647_000_000 }).prefault("0s"),
});

/** A share, or the whole per cent that AWS has there: 100 is 100 %, as 1 is. */
const percent = (range: Range) =>
  z.codec(z.unknown().meta({ type: ["string", "number"] }), ratio(range), {
    decode: (written) => (Number.isInteger(written) && Number(written) >= 5 ? `${written} %` : written),
    encode: (value) => value,
  });

const deploymentShape = z.strictObject({
  minimumHealthyPercent: percent({ max: 1 }).prefault(paceDefaults.minimumHealthyPercent),
  /** AWS sets no upper bound; 300 % is common. */
  maximumPercent: percent({ min: 1 }).prefault(paceDefaults.maximumPercent),
  circuitBreaker: circuitBreakerShape.prefault({}),
});

const boundsShape = z
  .strictObject({ min: integer({ min: 0, max: 5_000 }), max: integer({ min: 1, max: 5_000 }) })
  .refine(({ min, max }) => min <= max, "a min that is not above max");

const suspended = z.strictObject({
  scaleIn: flag().prefault(false),
  scaleOut: flag().prefault(false),
  scheduled: flag().prefault(false),
});

/** A load-balanced ECS service of Fargate tasks that answers requests. */
export const requestServiceShape = z.strictObject({
  task: taskShape,
  /** What a call from another service asks of it; or several sorts of that. Its timeout and retries hold where the caller says nothing. */
  request: requestShape.optional(),
  classes: requestClassesShape.optional(),
  /** Tasks at the start; left out: what the policies would hold at that load. */
  desired: integer({ min: 0, max: 5_000 }).optional(),
  capacity: strategyShape.prefault(allOnDemand),
  fallback: fallbackShape.optional(),
  bounds: boundsShape.prefault(sizeDefaults.bounds),
  scaling: scalingShape.prefault([...sizeDefaults.scaling]),
  suspended: suspended.prefault({}),
  balancer: balancerShape.prefault({}),
  healthCheck: healthCheckShape.prefault({}),
  drain: drainShape.prefault({}),
  writeBuffer: writeBufferShape.prefault({}),
  degradation: degradationShape.optional(),
  deployment: deploymentShape.prefault({}),
  /** ECS moves tasks from full zones to empty ones, as after an outage. */
  availabilityZoneRebalancing: z.enum(["ENABLED", "DISABLED"]).prefault("ENABLED"),
  launch: launchShape.prefault({}),
  launchRetry: launchRetryShape.prefault({}),
  /** Share of tasks that die a month without SIGTERM: crashes and host failures. */
  abruptFailuresPerMonth: ratio({ max: 0.999 }).prefault("1 %"),
});

export type RequestServiceConfig = z.output<typeof requestServiceShape>;
