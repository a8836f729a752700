import { randomInt } from "node:crypto";
import type { Strategy } from "../../../sim/capacity/strategy.js";

/** A revision of a service: what its tasks are launched by. */
export interface Deployment {
  /** In ECS's form, `ecs-svc/` and nineteen digits. */
  readonly id: string;
  readonly number: number;
  readonly strategy: Strategy;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export function createDeployment(number: number, strategy: Strategy): Deployment {
  const digits = Array.from({ length: 19 }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join("");
  return { id: `ecs-svc/${digits}`, number, strategy, createdAt: Date.now() };
}

/** Limits of a rolling deployment, as shares of the desired count. */
export interface DeploymentLimits {
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
}

export interface RollingCounts {
  readonly desired: number;
  /** Active tasks of the new revision. */
  readonly fresh: number;
  /** Tasks of both revisions, those included that are still stopping. */
  readonly all: number;
  /** Healthy tasks of both revisions. */
  readonly healthy: number;
  /** Active tasks of older revisions, and how many of them are healthy. */
  readonly old: number;
  readonly oldHealthy: number;
}

/** What a rolling deployment may do next: minimum healthy is rounded up, maximum down, as ECS does. */
export function rollingStep(counts: RollingCounts, limits: DeploymentLimits): { launch: number; stop: number } {
  const maximum = Math.floor(counts.desired * limits.maximumPercent + 1e-9);
  const minimum = Math.ceil(counts.desired * limits.minimumHealthyPercent - 1e-9);
  const launch = Math.max(0, Math.min(counts.desired - counts.fresh, maximum - counts.all));
  const spare = Math.max(0, counts.healthy - minimum);
  const idle = counts.old - counts.oldHealthy;
  return { launch, stop: Math.min(counts.old, idle + Math.min(spare, counts.oldHealthy)) };
}
