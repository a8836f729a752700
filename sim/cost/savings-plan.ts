/** A Compute Savings Plan: so many USD of usage at its own rates are paid for in every hour, used or not. */
export interface SavingsPlan {
  readonly committedUsdPerHour: number;
  /** What its rates take off on-demand prices, 0..1. */
  readonly discount: number;
}

/** What a plan paid for. */
export interface Coverage {
  /** Share of each hour's eligible usage that the plan paid for, 0..1. */
  readonly share: Float64Array;
  /** Share of the commitment that found something to pay for, 0..1. */
  readonly used: number;
}

/**
 * Applies a plan hour by hour: what an hour does not use is lost, what goes beyond stays at on-demand prices.
 * `onDemandUsd` is the eligible usage of each hour at on-demand prices, `hours` how many hours those are, the last maybe
 * a part of one. Within an hour all eligible usage is covered alike, since one discount makes all of it equally worth covering.
 */
export function cover(plan: SavingsPlan, onDemandUsd: Float64Array, hours: number): Coverage {
  const share = new Float64Array(onDemandUsd.length);
  let usedUsd = 0;
  onDemandUsd.forEach((usd, bucket) => {
    const committed = plan.committedUsdPerHour * Math.min(1, hours - bucket);
    const atPlanRates = usd * (1 - plan.discount);
    share[bucket] = atPlanRates > committed ? committed / atPlanRates : 1;
    usedUsd += Math.min(committed, atPlanRates);
  });
  return { share, used: usedUsd / (plan.committedUsdPerHour * hours) };
}
