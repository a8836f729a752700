export interface ReplacementCounts {
  readonly desired: number;
  /** RUNNING, PENDING and STOPPING tasks. */
  readonly all: number;
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
  const { desired, all, starting, healthy, failing } = counts;
  const maximum = Math.floor(desired * maximumPercent + 1e-9);
  const missing = Math.max(0, desired - starting - healthy);
  const beside = Math.min(missing, Math.max(0, maximum - all));
  const replaced = failing - Math.max(0, desired - healthy);
  const isFull = maximum <= desired && missing > 0 && missing === failing && starting === 0;
  return { launch: Math.max(0, missing - failing, beside), stop: clamp(isFull ? 1 : replaced, failing) };
}

function clamp(count: number, max: number): number {
  return Math.max(0, Math.min(max, count));
}
