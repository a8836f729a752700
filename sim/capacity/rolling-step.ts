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

/** How many tasks a service may have in all while it is deployed. */
export function maximumTasks(desired: number, { maximumPercent }: Pick<DeploymentLimits, "maximumPercent">): number {
  return Math.floor(desired * maximumPercent + 1e-9);
}

/** What a rolling deployment may do next: minimum healthy is rounded up, maximum down, as ECS does. */
export function rollingStep(counts: RollingCounts, limits: DeploymentLimits): { launch: number; stop: number } {
  const maximum = maximumTasks(counts.desired, limits);
  const minimum = Math.ceil(counts.desired * limits.minimumHealthyPercent - 1e-9);
  const launch = Math.max(0, Math.min(counts.desired - counts.fresh, maximum - counts.all));
  const spare = Math.max(0, counts.healthy - minimum);
  const idle = counts.old - counts.oldHealthy;
  return { launch, stop: Math.min(counts.old, idle + Math.min(spare, counts.oldHealthy)) };
}
