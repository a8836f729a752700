import { hour, hoursPerMonth } from "../../scenarios/language/units/time.js";
import { type Charge, charges, itemsUsed, type MonthOf, monthOfRun } from "./charges.js";
import type { SavingsPlan } from "./cost-shape.js";
import type { BillItem, PlanRate } from "./items/item.js";
import { shared, type UsageSnapshot } from "./ledger.js";
import { type PriceBook, type PriceList, type PricesUsed, priceList, pricesUsed } from "./price-book.js";

/**
 * One line: quantity × unit price = USD of the run, and of a month; the latter is null where the run cannot be
 * extrapolated.
 */
export interface BillLine {
  readonly service: string;
  /** The flow of runs that it is for; only lines of launchers have one. */
  readonly flow?: string;
  readonly item: string;
  readonly unit: string;
  readonly quantity: number;
  readonly unitPriceUsd: number;
  readonly usd: number;
  readonly perMonthUsd: number | null;
  /** The part of `usd` in each hour since the start of the run; the last hour may be partial. */
  readonly hourlyUsd: Float64Array;
}

/** The cost of a run. Its lines, summed from first to last, equal the totals exactly. */
export interface Bill {
  readonly lines: readonly BillLine[];
  readonly totalUsd: number;
  readonly perMonthUsd: number | null;
  /** How the run was extrapolated to a month, or why it was not. */
  readonly perMonthBasis: string;
  readonly prices: PricesUsed;
  /** What AWS would bill in addition, at typical values; not included in the totals. */
  readonly leftOut: readonly LeftOut[];
  /** Remarks that a reader of the bill needs. */
  readonly notes: readonly string[];
  /** Share of a Savings Plan's commitment that was used, 0..1; null without a plan. */
  readonly commitmentUsed: number | null;
}

/** A thing that a scenario says nothing of, and what it would cost at typical values. */
export interface LeftOut {
  readonly item: string;
  readonly usd: number;
  readonly perMonthUsd: number | null;
}

/** The inputs of a bill beside usage and price book. */
export interface BillOptions {
  readonly region: string;
  /** Private pricing agreement: what it takes off every line, commitments included, 0..1. */
  readonly discount: number;
  readonly savingsPlan: SavingsPlan | null;
  /**
   * Number of hours of a 730-hour month that the run stands for; null where unknown. `basis` says how that was found,
   * or why it was not.
   */
  readonly monthly: { readonly hours: number | null; readonly basis: string };
  /** Costs at prices that the scenario gives itself, and the requests they are counted by. */
  readonly other?: { readonly costs: readonly OtherCost[]; readonly requests: number };
  /** For a run that is a day of a month: the month's usage of what is billed, and of what is left out. */
  readonly inMonth?: { readonly used: MonthOf; readonly leftOut: MonthOf };
}

/** Something that no item stands for, at prices of the scenario's own in USD. */
export interface OtherCost {
  readonly name: string;
  readonly perMonth?: number | undefined;
  readonly perMillionRequests?: number | undefined;
}

/**
 * Prices a run's usage. The prices must be there: `priceList(...).missing` names before the run those that are not.
 * `leftOut` is the usage of what the scenario does not say, at typical values.
 */
export function bill(
  snapshot: UsageSnapshot,
  book: PriceBook,
  options: BillOptions,
  leftOut: UsageSnapshot | null = null,
): Bill {
  const prices = priceList(book, options.region, itemsUsed(snapshot));
  if (prices.missing.length > 0) throw new Error(prices.missing.join("\n"));
  const hours = snapshot.end / hour;
  const priced = charges(snapshot, options.inMonth?.used ?? monthOfRun(snapshot, timesAMonth(hours, options)))
    .filter(({ item }) => prices.rows.has(item))
    .map((charge) => onDemand(charge, prices.rows.get(charge.item)!.usd));
  const coverage = options.savingsPlan && coverageOf(options.savingsPlan, priced, hours);
  const amounts = [
    ...toldApart(priced).flatMap((charge) => amountsOf(charge, coverage)),
    ...commitment(options.savingsPlan, hours),
    ...otherAmounts(options, hours),
  ];
  const lines = amounts.map((amount) => lineOf(amount, hours, options));
  return {
    lines,
    totalUsd: lines.reduce((total, line) => total + line.usd, 0),
    perMonthUsd: lines.reduce(plusMonth, options.monthly.hours === null ? null : 0),
    perMonthBasis: options.monthly.basis,
    prices: pricesUsed(prices),
    leftOut: leftOut === null ? [] : priceLeftOut(leftOut, book, options),
    notes: [
      ...unpricedNotes(prices),
      ...discountNotes(options.discount),
      ...savingsPlanNotes(coverage?.used ?? null, options),
    ],
    commitmentUsed: coverage?.used ?? null,
  };
}

/** Prices what is left out, under the names people use; a thing without a price in the region is omitted. */
function priceLeftOut(snapshot: UsageSnapshot, book: PriceBook, options: BillOptions): readonly LeftOut[] {
  const { rows } = priceList(book, options.region, itemsUsed(snapshot));
  const hours = snapshot.end / hour;
  const priced = charges(
    snapshot,
    options.inMonth?.leftOut ?? monthOfRun(snapshot, timesAMonth(hours, options)),
  ).filter(({ item }) => rows.has(item));
  return Object.entries(names).flatMap(([service, item]) => {
    const its = priced.filter((charge) => charge.item.service === service);
    const lines = its
      .map((charge) => ({
        ...charge,
        ...charge.item,
        quantity: sum(charge.hourly),
        unitPriceUsd: rows.get(charge.item)!.usd,
      }))
      .map((amount) => lineOf(amount, hours, options));
    const usd = lines.reduce((total, line) => total + line.usd, 0);
    return usd === 0 ? [] : [{ item, usd, perMonthUsd: lines.reduce(plusMonth, 0) }];
  });
}

/** How often a month contains the usage of `hours`; 1 for a run that is not extrapolated. */
export function timesAMonth(hours: number, { monthly }: Pick<BillOptions, "monthly">): number {
  return monthly.hours === null ? 1 : monthly.hours / hours;
}

/** Readable names of the price book's services that can be left out. */
const names = {
  "NAT gateway": "NAT gateways",
  "Data transfer": "internet traffic",
  CloudWatch: "logs",
  VPC: "public IPv4",
} as const;

/** A charge at its price before plans and agreements. */
type PricedCharge = Charge & { readonly unitPriceUsd: number };

/** A line before the private pricing agreement, or before the `discount` of its own. */
type Amount = Pick<BillLine, "service" | "flow" | "item" | "unit" | "quantity" | "unitPriceUsd"> &
  Pick<BillItem, "follows"> & {
    readonly discount?: number;
    /** The part of `quantity` in each hour; spread evenly when left out. */
    readonly hourly?: Float64Array;
  };

function onDemand(charge: Charge, usd: number): PricedCharge {
  return { ...charge, unitPriceUsd: usd * (1 - charge.spotDiscount) };
}

function coverageOf(plan: SavingsPlan, priced: readonly PricedCharge[], hours: number): Coverage {
  const eligible = new Map<PlanRate, Float64Array>();
  for (const { item, hourly, unitPriceUsd } of priced) {
    if (!isCovered(plan, item)) continue;
    const usd = eligible.get(item.savingsPlan) ?? new Float64Array(Math.ceil(hours));
    eligible.set(item.savingsPlan, usd);
    for (const [bucket, quantity] of hourly.entries()) usd[bucket] += quantity * unitPriceUsd;
  }
  return cover(plan, eligible, hours);
}

function isCovered(plan: SavingsPlan, item: BillItem): item is BillItem & { readonly savingsPlan: PlanRate } {
  return item.savingsPlan !== false && plan.discounts[item.savingsPlan] !== undefined;
}

/** The charges of several balancers, and of several flows, are told apart by their names; a single one needs none. */
function toldApart(priced: readonly PricedCharge[]): readonly PricedCharge[] {
  const several = (["balancer", "flow"] as const).filter(
    (key) => new Set(priced.map((charge) => charge[key]).filter((name) => name !== "")).size > 1,
  );
  return priced.map(({ item, ...charge }) => {
    const name = several.map((key) => charge[key]).find((each) => each !== "");
    return { ...charge, item: name === undefined ? item : { ...item, item: `${item.item} (${name})` } };
  });
}

function amountsOf(charge: PricedCharge, coverage: Coverage | null): readonly Amount[] {
  const { service, flow, unitPriceUsd, spotDiscount, hourly } = charge;
  const { unit, follows, savingsPlan } = charge.item;
  const item = spotDiscount > 0 ? `${charge.item.item} (${percent(spotDiscount)} off)` : charge.item.item;
  const amount = { service, ...(flow !== "" && { flow }), item, unit, follows, unitPriceUsd };
  const shares = coverage === null || savingsPlan === false ? undefined : coverage.shares.get(savingsPlan);
  if (shares === undefined) return [{ ...amount, quantity: sum(hourly), hourly }];
  const covered = hourly.map((quantity, bucket) => quantity * shares[bucket]);
  const beyond = hourly.map((quantity, bucket) => quantity - covered[bucket]);
  return [
    { ...amount, quantity: sum(beyond), hourly: beyond },
    { ...amount, item: `${item}, paid by Savings Plan`, quantity: sum(covered), hourly: covered, unitPriceUsd: 0 },
  ].filter(({ quantity }) => quantity > 0);
}

function commitment(plan: SavingsPlan | null, hours: number): readonly Amount[] {
  if (!plan) return [];
  const amount = {
    service: shared,
    item: "Compute Savings Plan commitment",
    unit: "hour",
    follows: "calendar",
  } as const;
  return [{ ...amount, quantity: hours, unitPriceUsd: plan.committedUsdPerHour }];
}

/** Nothing is taken off the scenario's own prices. */
function otherAmounts({ other }: BillOptions, hours: number): readonly Amount[] {
  if (other === undefined) return [];
  return other.costs.flatMap(({ name, perMonth, perMillionRequests }): readonly Amount[] => {
    const amount = { service: shared, item: name, discount: 0 } as const;
    const held = { ...amount, unit: "hour", follows: "calendar", quantity: hours } as const;
    const counted = { ...amount, unit: "1000000 requests", follows: "load", quantity: other.requests / 1e6 } as const;
    return [
      ...(perMonth === undefined ? [] : [{ ...held, unitPriceUsd: perMonth / hoursPerMonth }]),
      ...(perMillionRequests === undefined ? [] : [{ ...counted, unitPriceUsd: perMillionRequests }]),
    ];
  });
}

function lineOf(
  { follows, discount: own, hourly, ...amount }: Amount,
  hours: number,
  { discount: agreed, monthly }: BillOptions,
): BillLine {
  const discount = own ?? agreed;
  const unitPriceUsd = amount.unitPriceUsd * (1 - discount);
  const usd = amount.quantity * unitPriceUsd;
  const monthHours = follows === "calendar" ? hoursPerMonth : monthly.hours;
  const perMonthUsd = monthHours === null ? null : (usd * monthHours) / hours;
  return {
    ...amount,
    unitPriceUsd,
    usd,
    perMonthUsd,
    hourlyUsd: (hourly ?? evenly(amount.quantity, hours)).map((each) => each * unitPriceUsd),
  };
}

/** Spreads a quantity evenly over the hours, in proportion where the last is partial. */
function evenly(quantity: number, hours: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(hours) }, (_, hour) => (quantity * Math.min(1, hours - hour)) / hours);
}

function unpricedNotes({ region, unpriced }: PriceList): readonly string[] {
  return unpriced.map(
    ({ item, service, component, unit }) =>
      `${item} are not billed: the price book has none in ${region} (a row \`${region},${service},${component},${unit},<usd>,<source>,<as_of>\` in prices.file adds them)`,
  );
}

function discountNotes(discount: number): readonly string[] {
  return discount === 0 ? [] : [`the prices of the bill are the price list's less the agreed ${percent(discount)}`];
}

/** How much of a Savings Plan's commitment was used, and how much of a month's cost it pays for. */
export function savingsPlanNotes(used: number | null, { savingsPlan, monthly }: BillOptions): readonly string[] {
  if (!savingsPlan || used === null) return [];
  const { committedUsdPerHour, discounts } = savingsPlan;
  const unused = `${percent(1 - used)} of the commitment went unused`;
  const rates = [
    `${percent(discounts.fargate)} off`,
    ...(discounts.ec2 === undefined ? [] : [`${percent(discounts.ec2)} off EC2`]),
  ];
  const note = `Savings Plan of $${committedUsdPerHour} an hour at ${rates.join(" and ")}: ${unused}`;
  if (monthly.hours === null || monthly.hours >= hoursPerMonth) return [note];
  const simulated = `the usage of ${Number(monthly.hours.toFixed(1))} h`;
  return [
    note,
    `the month pays the commitment of all ${hoursPerMonth} h beside ${simulated}: the run says nothing of the rest`,
  ];
}

const plusMonth = (total: number | null, { perMonthUsd }: BillLine) =>
  total === null || perMonthUsd === null ? null : total + perMonthUsd;
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
const percent = (share: number) => `${Number((share * 100).toFixed(1))} %`;

/** The usage that a plan paid for. */
interface Coverage {
  /** Share of each hour's eligible usage that the plan paid for, 0..1, at each of its rates. */
  readonly shares: ReadonlyMap<PlanRate, Float64Array>;
  /** Share of the commitment that found something to pay for, 0..1. */
  readonly used: number;
}

/**
 * Applies a plan hour by hour: what an hour does not use is lost, what goes beyond stays at on-demand prices.
 * `onDemandUsd` is the eligible usage of each hour at on-demand prices, `hours` how many hours those are, the last maybe
 * a part of one. AWS takes the usage with the highest discount first; what has one discount is covered alike.
 * Source: https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-applying.html
 */
export function cover(plan: SavingsPlan, onDemandUsd: ReadonlyMap<PlanRate, Float64Array>, hours: number): Coverage {
  const discountOf = (rate: PlanRate) => plan.discounts[rate]!;
  const rates = [...onDemandUsd].sort(([a], [b]) => discountOf(b) - discountOf(a));
  const shares = new Map(rates.map(([rate, usd]) => [rate, new Float64Array(usd.length)]));
  let usedUsd = 0;
  for (let bucket = 0; bucket < hours; bucket++) {
    let left = plan.committedUsdPerHour * Math.min(1, hours - bucket);
    for (const [rate, usd] of rates) {
      const atPlanRates = usd[bucket] * (1 - discountOf(rate));
      const paid = Math.min(left, atPlanRates);
      shares.get(rate)![bucket] = atPlanRates > left ? left / atPlanRates : 1;
      left -= paid;
      usedUsd += paid;
    }
  }
  return { shares, used: usedUsd / (plan.committedUsdPerHour * hours) };
}
