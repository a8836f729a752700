/** Limits of a rolling deployment, as shares of the desired count. */
export interface DeploymentLimits {
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
}

export interface RollingCounts {
  readonly desired: number;
  /** Active tasks of the new revision. */
  readonly fresh: number;
  /** RUNNING, PENDING and STOPPING tasks of both revisions. */
  readonly all: number;
  /** Healthy tasks of both revisions. */
  readonly healthy: number;
  /** Active tasks of the old revision, and how many of them are healthy. */
  readonly old: number;
  readonly oldHealthy: number;
}

/** The most tasks that a service may have during a deployment. */
export function maximumTasks(desired: number, { maximumPercent }: Pick<DeploymentLimits, "maximumPercent">): number {
  return Math.floor(desired * maximumPercent + 1e-9);
}

/** What a rolling deployment may do next: minimum healthy is rounded up and maximum down, as ECS does. */
export function rollingStep(counts: RollingCounts, limits: DeploymentLimits): { launch: number; stop: number } {
  const maximum = maximumTasks(counts.desired, limits);
  const minimum = Math.ceil(counts.desired * limits.minimumHealthyPercent - 1e-9);
  const launch = Math.max(0, Math.min(counts.desired - counts.fresh, maximum - counts.all));
  const spare = Math.max(0, counts.healthy - minimum);
  const idle = counts.old - counts.oldHealthy;
  return { launch, stop: Math.min(counts.old, idle + Math.min(spare, counts.oldHealthy)) };
}

export interface ReplacementCounts {
  readonly desired: number;
  /** RUNNING, PENDING and STOPPING tasks. */
  readonly all: number;
  /**
   * Of those, tasks that drain or stop because they failed: where the maximum is reached, replacements wait for them.
   */
  readonly discarded: number;
  /** Tasks of an older revision are still there: the maximum holds for every launch. */
  readonly isDeploying: boolean;
  /** Active tasks that have not passed a health check yet, that pass them, and that fail them. */
  readonly starting: number;
  readonly healthy: number;
  readonly failing: number;
}

/**
 * What may be done now about missing and failing tasks. A replacement is started first as far as the maximum allows,
 * and the failing task is stopped when the replacement is healthy; where the maximum leaves no room, failing tasks are
 * stopped one by one. Source:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
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

/** A task as a scale-in sees it: within a zone, lower ranks are stopped first. */
export interface ScaleInCandidate {
  readonly zone: number;
  readonly rank: number;
}

/**
 * The candidates that a scale-in stops, by index, one after the other: each time the lowest rank among the zones that have
 * the most candidates left, since ECS keeps zones balanced; the earlier one of equals. All are ranked once.
 */
export function scaleInVictims(candidates: readonly ScaleInCandidate[], count: number): number[] {
  const lowestLast = candidates
    .map((_, index) => index)
    .sort((a, b) => candidates[b].rank - candidates[a].rank || b - a);
  const zones = new Map<number, number[]>();
  const place = new Int32Array(candidates.length);
  for (const [at, index] of lowestLast.entries()) {
    place[index] = at;
    const zone = zones.get(candidates[index].zone);
    if (zone === undefined) zones.set(candidates[index].zone, [index]);
    else zone.push(index);
  }
  const goesFirst = (a: readonly number[], b: readonly number[]) =>
    a.length === b.length ? place[a.at(-1)!] > place[b.at(-1)!] : a.length > b.length;
  const next = () => [...zones.values()].reduce((best, zone) => (goesFirst(zone, best) ? zone : best)).pop()!;
  return Array.from({ length: Math.min(Math.max(0, count), candidates.length) }, next);
}
