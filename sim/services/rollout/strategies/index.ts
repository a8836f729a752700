import type { z } from "zod";
import { oneOfKind } from "../../../../scenarios/language/index.js";
import { blueGreen } from "./blue-green.js";
import { canary } from "./canary.js";
import { linear } from "./linear.js";
import { rolling } from "./rolling.js";
import type { RolloutPlan, StrategyKind } from "./strategy.js";
import { weighted } from "./weighted.js";

export type { RolloutPlan, RolloutStep } from "./strategy.js";

/** Every way in which a deployment brings a new revision; a new one is a file and a word here. */
export const strategies = [rolling, blueGreen, canary, linear, weighted] as const;

export const strategyKindShape = oneOfKind(strategies);
export type RolloutStrategy = z.output<typeof strategyKindShape>;

/** The rollout that a strategy makes; null where tasks are replaced a few at a time. */
export function rolloutPlan(strategy: RolloutStrategy): RolloutPlan | null {
  const kinds: readonly StrategyKind[] = strategies;
  return kinds.find(({ kind }) => kind === strategy.kind)!.plan(strategy);
}
