import { maximumTasks } from "./rolling-step.js";

export interface ReplacementCounts {
  readonly desired: number;
  /** RUNNING, PENDING and STOPPING tasks. */
  readonly all: number;
  /** Of those, tasks that drain or stop because they failed: their replacements wait for them where the maximum is full. */
  readonly discarded: number;
  /** Tasks of an older revision are still there: the maximum holds for every launch. */
  readonly isDeploying: boolean;
  /** Active tasks that have not passed a health check yet, that pass them, and that fail them. */
  readonly starting: number;
  readonly healthy: number;
  readonly failing: number;
}

/**
 * What may be done now about missing tasks and failing ones. A replacement is started first, as far as the maximum allows,
 * and a failing task is stopped when it is healthy; where the maximum leaves no room, failing tasks are stopped one by one.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
 */
export function replacementStep(counts: ReplacementCounts, maximumPercent: number): { launch: number; stop: number } {
  const { desired, all, discarded, isDeploying, starting, healthy, failing } = counts;
  const maximum = maximumTasks(desired, { maximumPercent });
  const missing = Math.max(0, desired - starting - healthy);
  const beside = Math.min(missing, Math.max(0, maximum - all));
  const replaced = failing - Math.max(0, desired - healthy);
  const isFull = maximum <= desired && missing > 0 && missing === failing && starting === 0;
  const lost = isDeploying ? 0 : missing - failing - discarded;
  return { launch: Math.max(0, lost, beside), stop: clamp(isFull ? 1 : replaced, failing) };
}

function clamp(count: number, max: number): number {
  return Math.max(0, Math.min(max, count));
}
