import type { ServiceReplication } from "../replication.js";
import type { ServiceRun } from "./metric.js";

/** Whether Spot may have taken tasks of the service at all. */
export function canBeInterrupted({ spot }: ServiceReplication): boolean {
  return spot.interruptionsExpected > 0 || spot.interruptions > 0;
}

/** Task-hours by which a run differs at least where it differs from others at all; a lost task is away for a minute. */
export function changedTaskHours({ service, days }: ServiceRun): number {
  return Math.min(24 * days, Math.max(service.possible.taskHours, canBeInterrupted(service) ? 1 / 60 : 0));
}
