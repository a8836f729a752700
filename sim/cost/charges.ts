import { hour } from "../../scenarios/language/units/time.js";
import type { Infrastructure } from "./cost-shape.js";
import { items } from "./items/index.js";
import type { BillItem } from "./items/item.js";
import { type Meter, type MeterReading, UsageLedger, type UsageSnapshot } from "./ledger.js";
import {
  type BilledInstance,
  type FargateTask,
  meterInfrastructure,
  meterInstance,
  meterMinute,
  meterTask,
} from "./metering.js";

/** A service's usage of one bill item, in billed units by hour. */
export interface Charge {
  readonly item: BillItem;
  readonly service: string;
  readonly spotDiscount: number;
  /** "" where it is no load balancer's. */
  readonly balancer: string;
  /** "" where no run used it. */
  readonly flow: string;
  readonly hourly: Float64Array;
}

/** A month's usage of an item, in billed units. */
export type MonthOf = (item: BillItem) => number;

/**
 * A run's usage in billed units: in the order of the items, then by service, Spot discount, balancer and flow. What the whole
 * month has of an item decides how much of it falls in each tier.
 */
export function charges(snapshot: UsageSnapshot, monthOf: MonthOf): readonly Charge[] {
  return items.flatMap((item) => inTier(item, chargesOf(item, snapshot.readings), monthOf));
}

/** A month's usage of an item, from the usage of a run that the month contains `perMonth` times. */
export function monthOfRun({ readings }: UsageSnapshot, perMonth: number): MonthOf {
  return (item) => perMonth * sum(chargesOf(item, readings).flatMap(({ hourly }) => [...hourly]));
}

/** The part of each charge that falls in the tier of its item: the same of every hour and service of the month. */
function inTier(item: BillItem, charges: readonly Charge[], monthOf: MonthOf): readonly Charge[] {
  const { tier } = item;
  if (tier === undefined) return charges;
  const month = monthOf(item);
  const share = (Math.min(tier.to, month) - tier.from) / month;
  if (share === 1) return charges;
  return share > 0
    ? charges.map((charge) => ({ ...charge, hourly: charge.hourly.map((quantity) => quantity * share) }))
    : [];
}

function sum(quantities: readonly number[]): number {
  return quantities.reduce((total, quantity) => total + quantity, 0);
}

/** The meters that make up each item's units. */
const itemMeters = items.map(({ perUnit }) => Object.keys(perUnit) as Meter[]);

/** The items that a run's usage needs prices for. */
export function itemsUsed(snapshot: UsageSnapshot): readonly BillItem[] {
  const meters = new Set(snapshot.readings.map(({ meter }) => meter));
  return items.filter((_, at) => itemMeters[at].some((meter) => meters.has(meter)));
}

function chargesOf(item: BillItem, readings: readonly MeterReading[]): readonly Charge[] {
  const found = new Map<string, Charge>();
  for (const { meter, service, spotDiscount, balancer, flow, hourly } of readings) {
    const perUnit = item.perUnit[meter];
    if (perUnit === undefined) continue;
    const account = `${service}|${spotDiscount}|${balancer}|${flow}`;
    const known = found.get(account);
    const charge = known ?? { item, service, spotDiscount, balancer, flow, hourly: new Float64Array(hourly.length) };
    found.set(account, charge);
    hourly.forEach((amount, bucket) => {
      charge.hourly[bucket] = Math.max(charge.hourly[bucket], amount / perUnit);
    });
  }
  return [...found.values()].sort(byAccount);
}

function byAccount(a: Charge, b: Charge): number {
  return (
    byName(a.service, b.service) ||
    a.spotDiscount - b.spotDiscount ||
    byName(a.balancer, b.balancer) ||
    byName(a.flow, b.flow)
  );
}

function byName(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

const planned = "planned";
const plannedBalancer = { name: planned, scheme: "internet-facing" } as const;
const oneOfEach = {
  requests: 1,
  requestBytes: 1,
  responseBytes: 1,
  newConnections: 1,
  activeConnections: 1,
  writes: 1,
  tasks: 1,
} as const;

/** The items that a scenario may put on its bill, found by metering an hour of one of everything: before the run. */
export function plannedItems(
  infrastructure: Infrastructure,
  tasks: readonly FargateTask[],
  instances: readonly BilledInstance[] = [],
): readonly BillItem[] {
  const ledger = new UsageLedger(hour);
  meterInfrastructure({ ledger, infrastructure }, 1, [plannedBalancer]);
  meterMinute(
    { ledger, infrastructure },
    { service: planned, balancer: plannedBalancer, from: 0, to: hour, ...oneOfEach },
  );
  for (const task of tasks) meterTask(ledger, planned, task, 0, hour);
  for (const instance of instances) meterInstance(ledger, planned, instance, 0, hour);
  return itemsUsed(ledger.snapshot());
}
