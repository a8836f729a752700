import type { Estimate } from "../facts/estimates.js";
import type { Outcome } from "../outcome/outcome.js";

/** The widest interval of some measures: whose it is, and half its width as a share of the value. */
export interface Widest {
  readonly measure: string;
  /** Infinite where there is no interval. */
  readonly halfWidth: number;
}

/**
 * Fewest replications after which a sequential stop may be decided: with fewer, the interval itself is too uncertain.
 */
export const fewestReplications = 10;

/** Precision of a prediction: the widest interval among the cost of a run and the p99 of each service. */
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
 * Number of replications at which to look next, given the half width reached and the half width asked for; null where
 * nothing is left to do. An interval narrows as 1/√n, which gives the number needed; but at least a quarter more, since
 * looking often stops too early, and at most twice as many, since few replications scatter widely.
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
