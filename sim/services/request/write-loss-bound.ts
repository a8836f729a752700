import { exp } from "../../../workload/exp.js";
import type { RequestClass } from "../../../workload/requests.js";
import type { StopReason } from "../../pool/process.js";
import type { RequestServiceConfig } from "./shape.js";

/** Ends that come with SIGTERM by the service or by StopTask, and ends without any signal: counted, not drawn. */
const stops: readonly StopReason[] = [
  "scale-in",
  "deployment",
  "unhealthy",
  "never-healthy",
  "stop-task",
  "instance-drain",
];
const kills: readonly StopReason[] = ["out-of-memory", "zone-outage"];

/** Inputs of the bound: measured hours, rates and ends, and the assumed hazards. */
export interface LossExposure {
  readonly taskHours: number;
  readonly spotTaskHours: number;
  /** The most writes of one request. */
  readonly writesMax: number;
  /** Largest number of requests that came in one minute, per running task. */
  readonly peakRequestsPerTaskMinute: number;
  /** Spot notices that a crunch brings, beyond the independent ones. */
  readonly crunchNotices: number;
  /** Tasks whose process ended, by reason. */
  readonly ended: ReadonlyMap<StopReason, number>;
  /** Hazards per task-hour. */
  readonly interruptionHazard: number;
  readonly abruptHazard: number;
}

/**
 * Upper bound on the expected number of writes lost in buffers: ends that lose a buffer × the most that a buffer can hold.
 * A buffer holds what came in one flush interval and one flush; at a stop by the service also what a last request wrote
 * that ends as SIGTERM comes.
 */
export function writesLostAtMost(
  exposure: LossExposure,
  config: RequestServiceConfig,
  flushTakes: { readonly mean: number },
): number {
  const { ended, writesMax, peakRequestsPerTaskMinute } = exposure;
  const count = (reasons: readonly StopReason[]) => reasons.reduce((sum, reason) => sum + (ended.get(reason) ?? 0), 0);
  const lostAtSigterm = lossProbability(config, flushTakes);
  const notices = exposure.interruptionHazard * exposure.spotTaskHours + exposure.crunchNotices;
  const stopped = count(stops) * lostAtSigterm;
  const deaths = exposure.abruptHazard * exposure.taskHours + count(kills) + notices * lostAtSigterm + stopped;
  return writesMax * (deaths * requestsHeld(peakRequestsPerTaskMinute, config, flushTakes) + stopped);
}

/**
 * Writes that one lost buffer takes with it at the peak, on average over those that hold any: so many requests are held as
 * a Poisson count above zero has on average.
 */
export function writesLostAtOnce(
  { writesMax, peakRequestsPerTaskMinute }: Pick<LossExposure, "writesMax" | "peakRequestsPerTaskMinute">,
  config: RequestServiceConfig,
  flushTakes: { readonly mean: number },
): number {
  const held = requestsHeld(peakRequestsPerTaskMinute, config, flushTakes);
  return writesMax * (held > 1e-6 ? held / (1 - exp(-held)) : 1);
}

/** Requests whose writes are in a task's buffer at the peak. */
function requestsHeld(
  perTaskMinute: number,
  { writeBuffer }: RequestServiceConfig,
  flushTakes: { readonly mean: number },
): number {
  return (perTaskMinute / 60e6) * (writeBuffer.flushEvery + flushTakes.mean);
}

/**
 * Probability that SIGTERM loses the buffer: 1 without a handler; with one, that the final flush misses its limit and
 * there is no dead letter table (by Markov's inequality at most mean ÷ limit).
 */
function lossProbability({ drain, writeBuffer }: RequestServiceConfig, flushTakes: { readonly mean: number }): number {
  const { deadLetter, flushTimeout } = writeBuffer;
  if (drain.onSigterm === "ignore" || drain.onSigterm === "exit") return 1;
  if (deadLetter && flushTimeout <= drain.stopTimeout) return 0;
  return Math.min(1, flushTakes.mean / Math.min(flushTimeout, drain.stopTimeout));
}

/** The most writes that a request of these classes brings. */
export function writesMaxOf(classes: readonly Pick<RequestClass, "writes">[]): number {
  return Math.max(0, ...classes.map(({ writes }) => writes));
}

/** The largest number of requests that came in one minute per running task. */
export function peakRequestsPerTask(arrived: Float64Array, running: Float64Array): number {
  return arrived.reduce((peak, requests, at) => Math.max(peak, requests / Math.max(1, running[at])), 0);
}
