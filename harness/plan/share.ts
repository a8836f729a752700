import { keyed } from "../../workload/random.js";

/** One of several exact, disjoint parts of a schedule; `index` counts from 1. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** Whether a request belongs to a share, by its number within the demand. A message belongs where its session does. */
export function isInShare(share: Share, seed: number, demand: string, number: number): boolean {
  if (share.of === 1) return true;
  return Math.floor(keyed(seed, `share/${demand}`, number) * share.of) === share.index - 1;
}
