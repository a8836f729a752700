import type { RequestClass } from "../../../workload/requests.js";
import type { RequestServiceConfig } from "./shape.js";

type Configured = Pick<
  RequestServiceConfig,
  "scaling" | "bounds" | "suspended" | "degradation" | "abruptFailuresPerMonth" | "healthCheck" | "balancer"
>;

/** What can happen to a service at all. */
interface Possible {
  readonly scaleOut: boolean;
  readonly scaleIn: boolean;
  /** Dynamic policies can move the number of tasks both ways. */
  readonly oscillation: boolean;
  readonly degradation: boolean;
  /** Task-hours that one more change of its tasks adds or takes, Spot interruptions apart; 0 where none can come. */
  readonly changedHours: number;
  /** The longest that a client waits for an answer, in microseconds; infinite if nobody knows. */
  readonly latency: number;
}

/** What can happen to a service by its configuration. Scheduled actions move the bounds, so they can move tasks too. */
export function possible(config: Configured, classes: readonly RequestClass[]): Possible {
  const { scaling, bounds, suspended, degradation, abruptFailuresPerMonth, healthCheck } = config;
  const isScheduled = !suspended.scheduled && scaling.some(({ kind }) => kind === "scheduled");
  const hasRoom = isScheduled || bounds.min < bounds.max;
  const goes = scaling.map(directions);
  const scalesOut = hasRoom && !suspended.scaleOut && goes.some(({ out }) => out);
  const scalesIn = hasRoom && !suspended.scaleIn && goes.some((each) => each.in);
  const losesTasks = abruptFailuresPerMonth > 0 || healthCheck.sharesCapacity;
  const replacement = losesTasks ? 1 / 60 : 0; // for about a minute nobody pays for the task
  return {
    scaleOut: scalesOut || isScheduled,
    scaleIn: scalesIn || isScheduled,
    oscillation: scalesOut && scalesIn,
    degradation: degradation !== undefined,
    changedHours: scalesOut || scalesIn || isScheduled ? 1 : replacement,
    latency: Math.max(0, ...classes.map((each) => longestLatency(each, config.balancer))),
  };
}

/** Which ways a policy can move a fleet by itself: steps that only add never take away. An exact capacity may lie on either side. */
function directions(policy: Configured["scaling"][number]): { readonly out: boolean; readonly in: boolean } {
  if (policy.kind === "scheduled") return { out: false, in: false };
  if (policy.kind === "target-tracking") return { out: true, in: !policy.disableScaleIn };
  const isExact = /exact/i.test(policy.adjustmentType);
  const moves = policy.steps.map(({ adjustment }) => adjustment);
  return { out: isExact || moves.some((by) => by > 0), in: isExact || moves.some((by) => by < 0) };
}

/** Each attempt ends by the client's timeout or by the balancer's 504, which crosses the network too. */
function longestLatency({ timeout, retries }: RequestClass, { idleTimeout, latency }: Configured["balancer"]): number {
  const attempt = Math.min(timeout ?? Number.POSITIVE_INFINITY, idleTimeout + latency);
  if (retries === null) return attempt;
  const { initial, multiplier, max } = retries.backoff;
  const pauses = Array.from({ length: retries.attempts }, (_, i) => Math.min(max, initial * multiplier ** i));
  return pauses.reduce((sum, pause) => sum + pause + attempt, attempt);
}
