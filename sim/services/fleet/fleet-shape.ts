import { z } from "zod";
import { assumed, flag, integer, type Range, ratio } from "../../../scenarios/language/index.js";
import { launchShape } from "../../capacity/launch.js";
import { allOnDemand, strategyShape } from "../../capacity/strategy.js";
import { circuitBreakerShape } from "../../pool/circuit-breaker.js";
import { fallbackShape } from "../../pool/fallback.js";
import { launchRetryShape } from "../../pool/retry.js";
import { type PolicyConfig, scalingShape } from "../../scaling/scaling-shape.js";
import { instancesShape } from "./instances-shape.js";
import { taskShape } from "./task-definitions.js";

/** Default size of a service. It decides cost and latency, so reports name it. */
export const sizeDefaults = {
  scaling: [{ kind: "target-tracking", metric: "cpu", target: "60 %" }],
  bounds: { min: 1, max: 100 },
} as const;

/** Nobody said how a service is scaled. */
export function isScaledByDefault({ scaling }: { readonly scaling: readonly PolicyConfig[] }): boolean {
  return JSON.stringify(scaling) === scalingByDefault;
}

const scalingByDefault = JSON.stringify(z.decode(scalingShape, [...sizeDefaults.scaling]));

/** Default numbers of old and new tasks during a deployment; reports name them where a run has one. */
export const deploymentDefaults = { minimumHealthyPercent: "100 %", maximumPercent: "200 %" } as const;

/** A share, or the whole per cent that AWS has there: 100 is 100 %, as 1 is. */
const percent = (range: Range) =>
  z.codec(z.unknown().meta({ type: ["string", "number"], unit: "a share such as 100 %" }), ratio(range), {
    decode: (written) => (Number.isInteger(written) && Number(written) >= 5 ? `${written} %` : written),
    encode: (value) => value,
  });

/** How a deployment replaces tasks. */
export const deploymentShape = z.strictObject({
  minimumHealthyPercent: percent({ max: 1 }).prefault(deploymentDefaults.minimumHealthyPercent).meta({
    description: "Share of the desired tasks that stay in service during a deployment.",
    aws: "minimumHealthyPercent",
  }),
  maximumPercent: percent({ min: 1 }).prefault(deploymentDefaults.maximumPercent).meta({
    description: "Share of the desired tasks that may exist during a deployment, old and new; AWS sets no upper bound.",
    aws: "maximumPercent",
  }),
  circuitBreaker: circuitBreakerShape
    .prefault({})
    .meta({ description: "What becomes of a deployment whose tasks do not start.", aws: "deploymentCircuitBreaker" }),
});

const boundsShape = z
  .strictObject({
    min: integer({ min: 0, max: 5_000 }).meta({
      description: "The fewest tasks that scaling leaves.",
      aws: "MinCapacity",
    }),
    max: integer({ min: 1, max: 5_000 }).meta({
      description: "The most tasks that scaling asks for.",
      aws: "MaxCapacity",
    }),
  })
  .refine(({ min, max }) => min <= max, "a min that is not above max");

const suspended = z.strictObject({
  scaleIn: flag()
    .prefault(false)
    .meta({ description: "No policy takes tasks away.", aws: "DynamicScalingInSuspended" }),
  scaleOut: flag().prefault(false).meta({ description: "No policy adds tasks.", aws: "DynamicScalingOutSuspended" }),
  scheduled: flag()
    .prefault(false)
    .meta({ description: "No scheduled policy acts.", aws: "ScheduledScalingSuspended" }),
});

/** Keys about the size and scaling of every kind that is an ECS service. */
export const sizeKeys = {
  desired: integer({ min: 0, max: 5_000 }).optional().meta({
    description: "Tasks at the start; left out, what the policies would hold at that load.",
    aws: "desiredCount",
  }),
  capacity: strategyShape.prefault(allOnDemand).meta({
    description: "On which capacity providers its tasks run, and in what proportion.",
    aws: "capacityProviderStrategy",
  }),
  fallback: fallbackShape
    .optional()
    .describe("Where its tasks are launched while Spot has no room; left out, nowhere else."),
  bounds: boundsShape.prefault(sizeDefaults.bounds).describe("Between how many tasks scaling moves the service."),
  scaling: scalingShape
    .prefault([...sizeDefaults.scaling])
    .describe("The policies that scale it; an empty list keeps it at its desired count."),
  suspended: suspended
    .prefault({})
    .meta({ description: "Which scaling activities are suspended.", aws: "SuspendedState" }),
  instances: instancesShape
    .optional()
    .describe("The EC2 instances of its tasks, by the capacity providers of its strategy that have some."),
};

/** Rate at which tasks die without a cause of ours, for every kind of service with tasks. */
export const abruptFailuresShape = assumed(
  ratio({ max: 0.999 })
    .prefault("1 %")
    .describe("Share of tasks that die a month without SIGTERM: crashes and host failures."),
  { low: "0.1 %", high: "5 %", because: "no public rate exists: a tenth and five times the default is our guess" },
);

/** Keys about how tasks start and stop, for the same kinds. */
export const scheduleKeys = {
  deployment: deploymentShape
    .prefault({})
    .meta({ description: "How a deployment replaces its tasks.", aws: "deploymentConfiguration" }),
  availabilityZoneRebalancing: z.enum(["ENABLED", "DISABLED"]).prefault("ENABLED").meta({
    description: "ECS moves tasks from full zones to empty ones, as after an outage.",
    aws: "availabilityZoneRebalancing",
  }),
  launch: launchShape
    .prefault({})
    .describe("How long each phase of a task's start takes, and how often a start fails."),
  launchRetry: launchRetryShape
    .prefault({})
    .describe("How long ECS waits before it launches again what did not start."),
  abruptFailuresPerMonth: abruptFailuresShape,
};

const fleetShape = z.strictObject({ task: taskShape, ...sizeKeys, ...scheduleKeys });

/** A service with tasks of its own, as its keys say it. */
export type TaskFleetConfig = z.output<typeof fleetShape>;
