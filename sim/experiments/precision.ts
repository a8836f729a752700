import type { Estimate } from "../facts/estimates.js";
import type { Outcome } from "../outcome/outcome.js";

/** The widest interval of some measures: whose it is, and half its width as a share of the value. */
export interface Widest {
  readonly measure: string;
  /** Infinite where there is no interval. */
  readonly halfWidth: number;
}

/** Below so many replications an interval is too uncertain itself to stop by it. */
export const fewestReplications = 10;

/** How precise a prediction is: by the p99 of each service and the cost of a run, which people read it by. */
export function widestOf({ services, cost }: Pick<Outcome, "services" | "cost">): Widest {
  const latencies = Object.entries(services).flatMap(([name, { latencyMs }]) =>
    latencyMs === undefined ? [] : [{ measure: `${name} p99`, halfWidth: halfWidthOf(latencyMs.p99) }],
  );
  const wider = (a: Widest, b: Widest) => (b.halfWidth > a.halfWidth ? b : a);
  return latencies.reduce(wider, { measure: "cost", halfWidth: halfWidthOf(cost.totalUsd) });
}

/** Half the width of an interval as a share of the value; infinite where there is no interval. */
export function halfWidthOf({ value, low, high }: Estimate): number {
  if (value === null || low === null || high === null) return Number.POSITIVE_INFINITY;
  return high === low ? 0 : (high - low) / 2 / Math.abs(value);
}

/**
 * How many replications to look at next, where those that are done leave intervals of some half width and a narrower one
 * is asked; null where nothing is left to do. An interval narrows as 1/√n: so many more as that says, but at least a
 * quarter, since who looks often stops too early, and at most as many again, since few replications scatter widely.
 */
export function nextCount(
  done: number,
  halfWidth: number,
  { asked, most }: { asked: number; most: number },
): number | null {
  if (halfWidth <= asked || done >= most) return null;
  const needed = done * (halfWidth / asked) ** 2;
  return Math.min(most, Math.ceil(Math.min(2 * done, Math.max(1.25 * done, needed))));
}
