import type { z } from "zod";
import type { Calendar } from "../../workload/cron.js";
import type { ScalingPolicy } from "./policy.js";

type PolicyShape = z.ZodType<{ readonly kind: string }> & z.core.$ZodTypeDiscriminable;

/** A kind of scaling policy: its name in YAML, one sentence about it, its keys with `kind`, and its behaviour. */
export interface PolicyKind<Shape extends PolicyShape = PolicyShape> {
  readonly kind: z.output<Shape>["kind"];
  readonly about: string;
  readonly shape: Shape;
  create(config: z.output<Shape>, calendar: Calendar): ScalingPolicy;
}

/** Ties the keys of a policy to its behaviour, so that `create` gets exactly what its shape decodes to. */
export function definePolicy<Shape extends PolicyShape>(policy: PolicyKind<Shape>): PolicyKind<Shape> {
  return policy;
}
