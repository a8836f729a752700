import { z } from "zod";
import type { Calendar } from "../../workload/cron.js";
import { policies } from "./policies/index.js";
import { scheduled } from "./policies/scheduled.js";
import { instanceStepShape } from "./policies/step.js";
import { instanceTrackingShape, trackedMetric } from "./policies/target-tracking.js";
import type { DynamicPolicy, PolicyKind, ScalingPolicy } from "./policy.js";

type ShapesOf<List extends readonly PolicyKind[]> = { readonly [I in keyof List]: List[I]["shape"] };

const policy = z.discriminatedUnion("kind", policies.map(({ shape }) => shape) as unknown as ShapesOf<typeof policies>);

export type PolicyConfig = z.output<typeof policy>;

/** The `scaling` of a service: any number of policies, at most one target tracking per metric. */
export const scalingShape = z.array(policy).superRefine((configs, context) => {
  const tracked = new Set<string>();
  for (const [index, config] of configs.entries()) {
    if (config.kind !== "target-tracking") continue;
    const metric = trackedMetric(config);
    if (tracked.has(metric)) {
      const message = `one target-tracking policy per metric, and ${metric} has one already`;
      context.addIssue({ code: "custom", message, path: [index, "metric"], input: config.metric });
    }
    tracked.add(metric);
  }
});

/** The `scaling` of a group of EC2 instances: the same policies, whose pace is the warm-up of the group. */
export const instanceScalingShape = z.array(
  z.discriminatedUnion("kind", [instanceTrackingShape, instanceStepShape, scheduled.shape]),
);

/** A policy of a group as one of a service: it has no cooldown. */
export function withoutCooldown(config: z.output<typeof instanceScalingShape>[number]): PolicyConfig {
  if (config.kind === "step") return { ...config, cooldown: 0 } as PolicyConfig;
  if (config.kind === "scheduled") return config;
  return { ...config, scaleOutCooldown: 0, scaleInCooldown: 0 } as PolicyConfig;
}

/** The policies of a service, ready to be asked. */
export function createPolicies(configs: readonly PolicyConfig[], calendar: Calendar): readonly ScalingPolicy[] {
  const kinds: readonly PolicyKind[] = policies;
  return configs.map((config) => {
    const kind = kinds.find(({ kind }) => kind === config.kind);
    if (kind === undefined) throw new Error(`no scaling policy of kind ${config.kind}`);
    return kind.create(config, calendar);
  });
}

/**
 * Creates the policies that react to load, for callers that ask which capacity they would hold; those need no calendar.
 */
export function createDynamicPolicies(configs: readonly PolicyConfig[]): readonly DynamicPolicy[] {
  const policies = createPolicies(configs, { startEpochMs: 0, timezone: "UTC" });
  return policies.filter((policy) => policy.scaling === "dynamic");
}
