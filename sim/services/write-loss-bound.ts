import type { RequestClass } from "../../workload/requests.js";
import type { RequestServiceConfig } from "./request-service-shape.js";

const hour = 3_600_000_000;

/** What the bound is made from: measured hours and rates, and the hazards that were assumed. */
export interface LossExposure {
  readonly taskHours: number;
  readonly spotTaskHours: number;
  /** Largest number of writes that came in one minute, per running task. */
  readonly peakWritesPerTaskMinute: number;
  /** Spot notices that a crunch brings, beyond the independent ones. */
  readonly crunchNotices: number;
  /** Hazards per task-hour. */
  readonly interruptionHazard: number;
  readonly abruptHazard: number;
}

/**
 * Upper bound on the expected number of writes lost in buffers: deaths that lose a buffer × the most that a buffer can
 * hold. A buffer holds what came in one flush interval and one flush; a death loses it when there is no handler, when it
 * comes without SIGTERM, or when the final flush misses its limit and there is no dead letter table (by Markov's
 * inequality: at most mean ÷ limit of the flushes do).
 */
export function writesLostAtMost(
  exposure: LossExposure,
  config: RequestServiceConfig,
  flushTakes: { readonly mean: number },
): number {
  const { flushEvery, deadLetter, flushTimeout } = config.writeBuffer;
  const hasHandler = config.drain.onSigterm === "drain" || config.drain.onSigterm === "serve";
  const isSaved = deadLetter && flushTimeout <= config.drain.stopTimeout;
  const misses = Math.min(1, flushTakes.mean / Math.min(flushTimeout, config.drain.stopTimeout));
  const lostAtNotice = !hasHandler ? 1 : isSaved ? 0 : misses;
  const notices = exposure.interruptionHazard * exposure.spotTaskHours + exposure.crunchNotices;
  const deaths = exposure.abruptHazard * exposure.taskHours + notices * lostAtNotice;
  const held = (exposure.peakWritesPerTaskMinute / 60e6) * (flushEvery + flushTakes.mean);
  return deaths * held;
}

/** The largest number of writes that came in one minute per running task, had every request brought its class's writes. */
export function peakWritesPerTaskMinute(
  classes: readonly Pick<RequestClass, "writes">[],
  arrived: Float64Array,
  running: Float64Array,
): number {
  const writesMax = Math.max(0, ...classes.map(({ writes }) => writes));
  return writesMax * arrived.reduce((peak, requests, at) => Math.max(peak, requests / Math.max(1, running[at])), 0);
}

/** Task-hours from a column of tasks per minute. */
export function hoursOf(tasksPerMinute: Float64Array): number {
  return tasksPerMinute.reduce((sum, tasks) => sum + tasks, 0) * (60_000_000 / hour);
}
