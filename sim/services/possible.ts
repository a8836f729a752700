import type { Possible } from "../outcome/replication.js";
import type { RequestServiceConfig } from "./request-service-shape.js";

type Configured = Pick<
  RequestServiceConfig,
  "scaling" | "bounds" | "suspended" | "degradation" | "abruptFailuresPerMonth" | "healthCheck"
>;

/** What can happen to a service by its configuration. Scheduled actions move the bounds, so they can move tasks too. */
export function possible(config: Configured): Possible {
  const { scaling, bounds, suspended, degradation, abruptFailuresPerMonth, healthCheck } = config;
  const isScheduled = !suspended.scheduled && scaling.some(({ kind }) => kind === "scheduled");
  const hasRoom = isScheduled || bounds.min < bounds.max;
  const isDynamic = hasRoom && scaling.some(({ kind }) => kind !== "scheduled");
  const [scalesOut, scalesIn] = [isDynamic && !suspended.scaleOut, isDynamic && !suspended.scaleIn];
  const losesTasks = abruptFailuresPerMonth > 0 || healthCheck.sharesCapacity;
  const replacement = losesTasks ? 1 / 60 : 0; // for about a minute nobody pays for the task
  return {
    scaleOut: scalesOut || isScheduled,
    scaleIn: scalesIn || isScheduled,
    oscillation: scalesOut && scalesIn,
    degradation: degradation !== undefined,
    taskHours: scalesOut || scalesIn || isScheduled ? 1 : replacement,
  };
}
