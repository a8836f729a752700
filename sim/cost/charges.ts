import { items } from "./items/index.js";
import type { BillItem } from "./items/item.js";
import type { Reading, UsageSnapshot } from "./ledger.js";

/** What a service used of an item, in billed units by hour. */
export interface Charge {
  readonly item: BillItem;
  readonly service: string;
  readonly spotDiscount: number;
  /** "" where it is no load balancer's. */
  readonly balancer: string;
  readonly hourly: Float64Array;
}

/** A run's usage in billed units: in the order of the items, then by service, Spot discount and balancer. */
export function charges(snapshot: UsageSnapshot): readonly Charge[] {
  return items.flatMap((item) => chargesOf(item, snapshot.readings));
}

/** The items that a run's usage needs prices for. */
export function itemsUsed(snapshot: UsageSnapshot): readonly BillItem[] {
  return items.filter((item) => snapshot.readings.some((reading) => item.perUnit[reading.meter] !== undefined));
}

function chargesOf(item: BillItem, readings: readonly Reading[]): readonly Charge[] {
  const found = new Map<string, Charge>();
  for (const { meter, service, spotDiscount, balancer, hourly } of readings) {
    const perUnit = item.perUnit[meter];
    if (perUnit === undefined) continue;
    const account = `${service}|${spotDiscount}|${balancer}`;
    const known = found.get(account);
    const charge = known ?? { item, service, spotDiscount, balancer, hourly: new Float64Array(hourly.length) };
    found.set(account, charge);
    hourly.forEach((amount, bucket) => {
      charge.hourly[bucket] = Math.max(charge.hourly[bucket], amount / perUnit);
    });
  }
  return [...found.values()].sort(byAccount);
}

function byAccount(a: Charge, b: Charge): number {
  return byName(a.service, b.service) || a.spotDiscount - b.spotDiscount || byName(a.balancer, b.balancer);
}

function byName(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
