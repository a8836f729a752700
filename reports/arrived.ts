import { withInterval } from "../sim/facts/estimates.js";
import { milliseconds } from "../sim/facts/numbers.js";
import type { ServiceOutcome } from "../sim/outcome/outcome.js";

/** The requests that latencies are of; objectives are about all that arrived. */
export const answeredRequests = "requests answered or timed out";

/** p99 of all that arrived, where it is another number than that of the answered ones; else nothing. */
export function arrivedWords({ latencyMs: { p99 }, arrivedP99Ms, requests }: ServiceOutcome): string {
  if (p99.value === null || requests.arrived === 0) return "";
  if (arrivedP99Ms.value === null) {
    const isRare = requests.failed < 0.01 * requests.arrived; // one run without an answer leaves the mean without an end
    return `of all that arrived, fewer than 99 % were answered${isRare ? " in some runs" : ""}`;
  }
  const isSame = milliseconds(arrivedP99Ms.value) === milliseconds(p99.value);
  return isSame ? "" : `${withInterval(arrivedP99Ms, milliseconds)} of all that arrived`;
}
