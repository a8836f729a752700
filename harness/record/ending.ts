import type { FailureCause } from "../../sim/facts/aspects/requests.js";

/**
 * The ways in which a scheduled request or message ends, each in exactly one: answered as expected; answered otherwise
 * (status or body); no answer before its deadline; connection refused; connection lost; never sent.
 */
export const endings = ["answered", "unexpected", "timedOut", "refused", "reset", "neverSent"] as const;
export type Ending = (typeof endings)[number];

/** How one request ended. Times in microseconds since clock.start. */
export interface RequestEnd {
  readonly ending: Ending;
  /** HTTP status; null when there was none, as on a WebSocket. */
  readonly status: number | null;
  /** Cause of failure in the words of an outcome; null when it was answered as expected. */
  readonly cause: FailureCause | null;
  readonly degraded: boolean;
  /** Number of times it was sent, retries included. */
  readonly attempts: number;
  /** When the first attempt left this process; null when none did. */
  readonly sentAt: number | null;
  /** When the last attempt left this process; null when none did. */
  readonly lastSentAt: number | null;
  readonly endedAt: number;
}
