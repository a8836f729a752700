import type { z } from "zod";
import type { ScalingPolicy } from "./policy.js";

/** Where the run stands in calendar time: what a cron expression needs to become instants. */
export interface Calendar {
  /** The instant 0, in milliseconds since 1970-01-01T00:00Z. */
  readonly startEpochMs: number;
  /** IANA name, e.g. "Asia/Tokyo". */
  readonly timezone: string;
}

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
