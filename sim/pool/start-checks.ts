import { z } from "zod";
import { duration, integer } from "../../scenarios/language/index.js";
import { second } from "../../scenarios/language/units/time.js";
import type { HealthCheck } from "../targets/target-group.js";

/** A container's own health check, as in a task definition: ECS stops a task whose essential container is UNHEALTHY. */
export const containerCheckShape = z.strictObject({
  interval: duration({ min: 5_000_000, max: 300_000_000 })
    .prefault("30s")
    .meta({ description: "Time from one check of the container to the next.", aws: "healthCheck.interval" }),
  timeout: duration({ min: 2_000_000, max: 60_000_000 }).prefault("5s").meta({
    description: "How long a check of the container may take before it has failed.",
    aws: "healthCheck.timeout",
  }),
  retries: integer({ min: 1, max: 10 }).prefault(3).meta({
    description: "Failed checks in a row after which the container is unhealthy.",
    aws: "healthCheck.retries",
  }),
  startPeriod: duration({ max: 300_000_000 })
    .prefault("0s")
    .meta({ description: "Time after the start in which failures do not count.", aws: "healthCheck.startPeriod" }),
});

export type ContainerChecks = z.output<typeof containerCheckShape>;

/** How a start ends, and when after RUNNING: the task serves, or ECS stops it for failed checks. */
export interface StartEnd {
  readonly after: number;
  readonly ends: "healthy" | "stopped";
  /** Which checks decided; `nobody` where a task has none. */
  readonly by: "balancer" | "container" | "nobody";
}

type TargetChecks = Pick<HealthCheck, "interval" | "unhealthyThreshold" | "healthyThreshold">;

/** The health checks of a new task; times in microseconds. */
export interface StartChecks {
  /** Checks of its target group; null without a load balancer. */
  readonly target: TargetChecks | null;
  readonly container: ContainerChecks | null;
  /** Time for which ECS ignores the checks of a new task. */
  readonly gracePeriod: number;
}

/**
 * Time in RUNNING after which ECS counts a task without health checks as healthy. Source:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html (minimumHealthyPercent)
 */
const healthyUnchecked = 40 * second;

/**
 * How the start of an application that boots for `boot` ends; `phase` (0..1) is the place of the balancer's first check
 * in its interval. During the boot a check of the balancer is refused at once, and one of the container hangs until its
 * timeout; afterwards all checks pass.
 */
export function startEnd({ target, container, gracePeriod }: StartChecks, phase: number, boot: number): StartEnd {
  const byContainer = container === null ? null : containerEnd(container, gracePeriod, boot);
  if (target === null) return byContainer ?? { after: healthyUnchecked, ends: "healthy", by: "nobody" };
  const byBalancer = balancerEnd(target, gracePeriod, phase, boot);
  return byContainer?.ends === "stopped" && byContainer.after < byBalancer.after ? byContainer : byBalancer;
}

/**
 * A new target needs one good check. One that has failed `unhealthyThreshold` of them by then is unhealthy and needs
 * `healthyThreshold` in a row; ECS stops it unless that happens within the grace period.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html (healthCheckGracePeriodSeconds)
 */
function balancerEnd(checks: TargetChecks, gracePeriod: number, phase: number, boot: number): StartEnd {
  const { interval, unhealthyThreshold, healthyThreshold } = checks;
  const first = Math.round(phase * interval);
  const good = first + Math.max(0, Math.ceil((boot - first) / interval)) * interval;
  const unhealthy = first + (unhealthyThreshold - 1) * interval;
  if (good <= unhealthy) return { after: good, ends: "healthy", by: "balancer" };
  const recovered = good + (healthyThreshold - 1) * interval;
  const stopped = Math.max(unhealthy, gracePeriod);
  const isInTime = recovered <= stopped;
  return { after: isInTime ? recovered : stopped, ends: isInTime ? "healthy" : "stopped", by: "balancer" };
}

/** ECS stops the task unless a check of its container is good before the last of the retries, or within the grace period. */
function containerEnd(checks: ContainerChecks, gracePeriod: number, boot: number): StartEnd {
  const { interval, timeout, retries, startPeriod } = checks;
  const firstThatCounts = Math.max(1, Math.ceil(startPeriod / interval)) * interval;
  const unhealthy = firstThatCounts + (retries - 1) * interval + timeout;
  const good = Math.max(1, Math.ceil(boot / interval)) * interval;
  const stopped = Math.max(unhealthy, gracePeriod);
  const isInTime = good <= stopped;
  return { after: isInTime ? good : stopped, ends: isInTime ? "healthy" : "stopped", by: "container" };
}
