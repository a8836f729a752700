import { z } from "zod";
import { flag, integer, type Range, ratio } from "../../../scenarios/language/index.js";
import { launchShape } from "../../capacity/launch.js";
import { allOnDemand, strategyShape } from "../../capacity/strategy.js";
import { circuitBreakerShape } from "../../pool/circuit-breaker.js";
import { fallbackShape } from "../../pool/fallback.js";
import { launchRetryShape } from "../../pool/retry.js";
import { type PolicyConfig, scalingShape } from "../../scaling/scaling-shape.js";
import { instancesShape } from "./instances-shape.js";
import { taskShape } from "./task-definitions.js";

/** How a service is sized where nobody says: this decides cost and latency, and is named. */
export const sizeDefaults = {
  scaling: [{ kind: "target-tracking", metric: "cpu", target: "60 %" }],
  bounds: { min: 1, max: 100 },
} as const;

/** Nobody said how a service is scaled. */
export function isScaledByDefault({ scaling }: { readonly scaling: readonly PolicyConfig[] }): boolean {
  return JSON.stringify(scaling) === scalingByDefault;
}

const scalingByDefault = JSON.stringify(z.decode(scalingShape, [...sizeDefaults.scaling]));

/** How many old and new tasks a deployment holds where nobody says: where a run meets one, it is named. */
export const deploymentDefaults = { minimumHealthyPercent: "100 %", maximumPercent: "200 %" } as const;

/** A share, or the whole per cent that AWS has there: 100 is 100 %, as 1 is. */
const percent = (range: Range) =>
  z.codec(z.unknown().meta({ type: ["string", "number"], unit: "a share such as 100 %" }), ratio(range), {
    decode: (written) => (Number.isInteger(written) && Number(written) >= 5 ? `${written} %` : written),
    encode: (value) => value,
  });

/** How a deployment replaces tasks. */
export const deploymentShape = z.strictObject({
  minimumHealthyPercent: percent({ max: 1 }).prefault(deploymentDefaults.minimumHealthyPercent),
  /** AWS sets no upper bound; 300 % is common. */
  maximumPercent: percent({ min: 1 }).prefault(deploymentDefaults.maximumPercent),
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

/** What tasks a service has and what scales them: the keys of every kind that is an ECS service. */
export const sizeKeys = {
  /** Tasks at the start; left out: what the policies would hold at that load. */
  desired: integer({ min: 0, max: 5_000 }).optional(),
  capacity: strategyShape.prefault(allOnDemand),
  fallback: fallbackShape.optional(),
  bounds: boundsShape.prefault(sizeDefaults.bounds),
  scaling: scalingShape.prefault([...sizeDefaults.scaling]),
  suspended: suspended.prefault({}),
  /** The EC2 instances of its tasks, by the providers of its strategy that have some. */
  instances: instancesShape.optional(),
};

/** How its tasks come and go: keys of the same kinds. */
export const scheduleKeys = {
  deployment: deploymentShape.prefault({}),
  /** ECS moves tasks from full zones to empty ones, as after an outage. */
  availabilityZoneRebalancing: z.enum(["ENABLED", "DISABLED"]).prefault("ENABLED"),
  launch: launchShape.prefault({}),
  launchRetry: launchRetryShape.prefault({}),
  /** Share of tasks that die a month without SIGTERM: crashes and host failures. */
  abruptFailuresPerMonth: ratio({ max: 0.999 }).prefault("1 %"),
};

const fleetShape = z.strictObject({ task: taskShape, ...sizeKeys, ...scheduleKeys });

/** A service with tasks of its own, as its keys say it. */
export type TaskFleetConfig = z.output<typeof fleetShape>;
