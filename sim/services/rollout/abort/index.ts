import { z } from "zod";
import { oneOfKind } from "../../../../scenarios/language/index.js";
import { canaryObjectiveShape, type Objective } from "../../../outcome/index.js";
import { absolute } from "./absolute.js";
import { exceedance } from "./exceedance.js";
import { interruptions } from "./interruptions.js";
import { relative } from "./relative.js";
import type { AbortKind, AbortRule } from "./rule.js";

export type { AbortRule, CanaryView, Compared } from "./rule.js";

/** Everything that can end a canary; a new one is a file and a word here. */
export const abortRules = [absolute, relative, exceedance, interruptions] as const;

/** An objective as text is the rule that the canary holds it. */
const asText = z.codec(
  canaryObjectiveShape,
  z.strictObject({ kind: z.literal("absolute"), objective: z.custom<Objective>() }),
  {
    decode: (objective) => ({ kind: "absolute" as const, objective }),
    encode: ({ objective }) => objective,
  },
);

/** The `abort` of a deployment. */
export const abortShape = z.array(oneOfKind(abortRules, { shorthand: asText }));
export type AbortConfig = z.output<typeof abortShape>[number];

/** The objectives among abort rules: the world counts the answers within their limits. */
export function objectivesOf(configs: readonly AbortConfig[]): readonly Objective[] {
  return configs.flatMap((config) => (config.kind === "absolute" ? [config.objective] : []));
}

/** A rule as its scenario says it. */
export function createAbortRule(config: AbortConfig): AbortRule {
  const kinds: readonly AbortKind[] = abortRules;
  return kinds.find(({ kind }) => kind === config.kind)!.create(config);
}
