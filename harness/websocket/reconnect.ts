import { keyed } from "../../workload/random.js";
import type { ReconnectPolicy } from "../../workload/sessions.js";

/**
 * The shortest pause that a policy gives, in microseconds; with full jitter, the shortest that it draws from. A refusing
 * target answers in no time on loopback: without a floor `immediate` would only measure how fast this process can ask.
 */
export const pauseMin = 100_000;

/** Which pause of which client: what its jitter is drawn by. */
export interface ReconnectKey {
  readonly seed: number;
  readonly demand: string;
  readonly session: number;
  /** Connects that the session has tried so far. */
  readonly attempt: number;
}

/**
 * Microseconds from a lost or refused connection to the next try; null for no more tries. `failures` counts what went
 * wrong since the last connection that stood, this one included: it doubles an exponential pause.
 */
export function reconnectPause(policy: ReconnectPolicy, failures: number, key: ReconnectKey): number | null {
  switch (policy.kind) {
    case "never":
      return null;
    case "immediate":
      return pauseMin;
    case "fixed":
      return Math.max(pauseMin, policy.delay);
    case "exponential": {
      const longest = Math.max(pauseMin, Math.min(policy.max, policy.initial * 2 ** (failures - 1)));
      return policy.jitter === "full" ? Math.round(longest * draw(key)) : longest;
    }
  }
}

function draw({ seed, demand, session, attempt }: ReconnectKey): number {
  return keyed(seed, `reconnect/${demand}`, session, attempt);
}
