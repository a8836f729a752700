import { ExpectedShare } from "../record/expected-share.js";
import type { DemandFacts } from "../record/load-facts.js";
import type { DemandSnapshot } from "../record/snapshot.js";
import { CountedWindows, windowLength } from "../record/windows.js";

/** What was sent of one demand, up to where the run came. */
export interface AuditedDemand {
  readonly facts: DemandFacts;
  readonly lag: DemandSnapshot["lag"];
  /** Requests that left. */
  readonly count: number;
  /** By bins of the share of expected arrivals. */
  readonly intended: Uint32Array;
  readonly sent: Uint32Array;
  /** By windows of 100 ms. */
  readonly windows: WindowCounts;
}

/** Sends of each counted window of 100 ms. */
export interface WindowCounts {
  readonly intended: Uint32Array;
  readonly sent: Uint32Array;
  /** Of all expected arrivals, the share that each window is expected to have. */
  readonly expected: Float64Array;
}

/** `elapsed` is how much of the reported time was driven: what lies behind it is no missing load. */
export function auditedDemand(
  snapshot: DemandSnapshot,
  facts: DemandFacts,
  { duration, elapsed }: { readonly duration: number; readonly elapsed: number },
): AuditedDemand {
  const { intended, sent, lag } = snapshot;
  const end = Math.min(elapsed, duration);
  const share = new ExpectedShare(facts.rates, duration);
  const bins = end < duration ? Math.floor(share.at(end) * intended.length) : intended.length;
  return {
    facts,
    lag,
    count: intended.reduce((sum, count) => sum + count, 0),
    intended: intended.subarray(0, bins),
    sent: sent.subarray(0, bins),
    windows: windowCounts(snapshot, share, { duration, end }),
  };
}

function windowCounts(
  { intendedPerWindow, sentPerWindow }: DemandSnapshot,
  share: ExpectedShare,
  { duration, end }: { readonly duration: number; readonly end: number },
): WindowCounts {
  const windows = new CountedWindows(duration);
  const starts = Array.from(intendedPerWindow, (_, window) => windows.start(window));
  const driven = starts.filter((start) => start < end);
  const expected = driven.map((start) => share.at(Math.min(start + windowLength, duration)) - share.at(start));
  return {
    intended: intendedPerWindow.subarray(0, driven.length),
    sent: sentPerWindow.subarray(0, driven.length),
    expected: Float64Array.from(expected),
  };
}
