import type { z } from "zod";
import type { Kind } from "../../../../scenarios/language/index.js";

/** A stage of a rollout: what the new revision gets of the traffic, and for how long. */
export interface RolloutStep {
  /** Share of requests that the new revision answers. */
  readonly share: number;
  /** Share of requests that are copied to it in addition. */
  readonly shadow: number;
  /** Duration from the shift of the traffic on, in microseconds. */
  readonly lasts: number;
}

/** How a new revision gets a service's requests while the old one still exists. */
export interface RolloutPlan {
  /** The steps below all of the traffic. */
  readonly steps: readonly RolloutStep[];
  /** Whether all traffic goes to the new revision after the last step; otherwise the division stays. */
  readonly promotes: boolean;
  /** How long the old revision is kept after all traffic has shifted, in microseconds. */
  readonly bakeTime: number;
  /** Each revision has as many tasks as the service wants (a blue/green deployment of ECS), or as its share of them. */
  readonly sizing: "full" | "proportional";
  /** A deployment of ECS is under way all the while: the service is not scaled in. */
  readonly isDeployment: boolean;
}

/** A deployment strategy: its name, its keys, and the rollout that it makes; null where tasks are replaced a few at a time. */
export interface StrategyKind<K extends string = string, S extends z.ZodRawShape = z.ZodRawShape> extends Kind<K, S> {
  plan(config: z.output<z.ZodObject<S, z.core.$strict>>): RolloutPlan | null;
}

/** Ties the keys of a strategy to the rollout that it makes. */
export function defineStrategy<const K extends string, S extends z.ZodRawShape>(
  strategy: StrategyKind<K, S>,
): StrategyKind<K, S> {
  return strategy;
}

/** AWS takes whole minutes up to a day. */
export const bakeRange = { max: 86_400_000_000 } as const;
