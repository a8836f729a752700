import { hour } from "../../scenarios/language/units/time.js";
import {
  type Bill,
  type BillLine,
  type BillOptions,
  bill,
  type LeftOut,
  savingsPlanNotes,
  timesAMonth,
} from "./bill.js";
import { type MonthOf, monthOfRun } from "./charges.js";
import type { UsageSnapshot } from "./ledger.js";
import type { PriceBook } from "./price-book.js";

/** The usage of a day, and of how many days of a month. */
export interface BilledDay {
  readonly usage: UsageSnapshot;
  readonly leftOut: UsageSnapshot;
  /** Number of requests that its demands sent. */
  readonly requests: number;
  readonly times: number;
}

/**
 * The bill of a month that is made of days: that of one run through all of them. Volume tiers are those of the whole month's
 * usage; a Savings Plan pays hour by hour, as it does in each day; `calendar` items cost a month of 730 h once.
 */
export function monthBill(days: readonly BilledDay[], book: PriceBook, options: BillOptions): Bill {
  const all = sum(days.map(({ times }) => times));
  const inMonth = {
    used: monthOf(days, options, ({ usage }) => usage),
    leftOut: monthOf(days, options, ({ leftOut }) => leftOut),
  };
  const bills = days.map(({ usage, leftOut, requests }) => {
    const other = options.other && { ...options.other, requests };
    return bill(usage, book, { ...options, inMonth, ...(other && { other }) }, leftOut);
  });
  const shares = days.map(({ times }) => times / all);
  const lines = joinedLines(days, bills);
  const commitmentUsed = bills.some((each) => each.commitmentUsed === null)
    ? null
    : weighted(shares, (at) => bills[at].commitmentUsed!);
  const planNotes = bills.map((each) => savingsPlanNotes(each.commitmentUsed, options));
  const others = bills.flatMap(({ notes }, at) => notes.filter((note) => !planNotes[at].includes(note)));
  return {
    lines,
    totalUsd: sum(lines.map(({ usd }) => usd)),
    perMonthUsd: lines.reduce(
      (total: number | null, { perMonthUsd }) => (total === null || perMonthUsd === null ? null : total + perMonthUsd),
      options.monthly.hours === null ? null : 0,
    ),
    perMonthBasis: options.monthly.basis,
    prices: bills[0].prices,
    leftOut: joinedLeftOut(days, bills),
    notes: [...new Set(others), ...savingsPlanNotes(commitmentUsed, options)],
    commitmentUsed,
  };
}

/** A month's usage of an item: that of every day, times the day's occurrences. */
function monthOf(
  days: readonly BilledDay[],
  options: BillOptions,
  usageOf: (day: BilledDay) => UsageSnapshot,
): MonthOf {
  const all = sum(days.map(({ times }) => times));
  const parts = days.map((day) => {
    const perMonth = (timesAMonth(day.usage.end / hour, options) * day.times) / all;
    return monthOfRun(usageOf(day), perMonth);
  });
  return (item) => sum(parts.map((part) => part(item)));
}

/** A line of a bill for every line that a day has, in the order of the first day that has it; its hours are of a mean day. */
function joinedLines(days: readonly BilledDay[], bills: readonly Bill[]): readonly BillLine[] {
  const all = sum(days.map(({ times }) => times));
  const lines = new Map<string, BillLine>();
  for (const [at, { lines: own }] of bills.entries()) {
    const { times } = days[at];
    for (const line of own) {
      const { service, flow, item, unit, unitPriceUsd } = line;
      const key = JSON.stringify([service, flow, item, unit, unitPriceUsd]);
      const nothing = { quantity: 0, usd: 0, perMonthUsd: 0, hourlyUsd: new Float64Array(line.hourlyUsd.length) };
      const known = lines.get(key) ?? { ...line, ...nothing };
      lines.set(key, {
        ...known,
        quantity: known.quantity + times * line.quantity,
        usd: known.usd + times * line.usd,
        perMonthUsd: plus(known.perMonthUsd, line.perMonthUsd, times / all),
        hourlyUsd: known.hourlyUsd.map((usd, hour) => usd + (times / all) * line.hourlyUsd[hour]),
      });
    }
  }
  return [...lines.values()];
}

function joinedLeftOut(days: readonly BilledDay[], bills: readonly Bill[]): readonly LeftOut[] {
  const all = sum(days.map(({ times }) => times));
  const found = new Map<string, LeftOut>();
  for (const [at, { leftOut }] of bills.entries()) {
    const { times } = days[at];
    for (const { item, usd, perMonthUsd } of leftOut) {
      const known = found.get(item) ?? { item, usd: 0, perMonthUsd: 0 };
      const month = plus(known.perMonthUsd, perMonthUsd, times / all);
      found.set(item, { item, usd: known.usd + times * usd, perMonthUsd: month });
    }
  }
  return [...found.values()];
}

function plus(known: number | null, more: number | null, times: number): number | null {
  return known === null || more === null ? null : known + times * more;
}

function weighted(shares: readonly number[], value: (at: number) => number): number {
  return sum(shares.map((share, at) => share * value(at)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
