import { describe, expect, test } from "vitest";
import { day, hour } from "../../scenarios/language/units/time.js";
import { type Bill, type BillOptions, bill } from "../../sim/cost/bill.js";
import { UsageLedger, type UsageSnapshot } from "../../sim/cost/ledger.js";
import { meterTask } from "../../sim/cost/metering.js";
import { monthBill } from "../../sim/cost/month-bill.js";
import { baselineTask, lineNamed, listPrices, shippedBook } from "./shipped.js";

const { book } = shippedBook;
const gigabyte = 2 ** 30;

/** What a day uses that begins at `from`: tasks, data out to the internet, messages and a balancer. */
function use(ledger: UsageLedger, from: number, { tasks, gb }: { tasks: number; gb: number }): void {
  for (let each = 0; each < tasks; each++) meterTask(ledger, "web", baselineTask, from + 9 * hour, from + 21 * hour);
  ledger.spread({ meter: "internet-bytes", service: "web" }, from, from + day, gb * gigabyte);
  ledger.spread({ meter: "lambda-duration:x86_64", service: "resize" }, from, from + day, gb * 1e9);
  ledger.span({ meter: "alb-time", service: "shared", balancer: "main" }, from, from + day, 1);
}

const ordinary = { tasks: 4, gb: 250 };
const sale = { tasks: 30, gb: 5_000 };
const nothing: UsageSnapshot = new UsageLedger(day).snapshot();

function dayOf(usage: typeof ordinary): UsageSnapshot {
  const ledger = new UsageLedger(day);
  use(ledger, 0, usage);
  return ledger.snapshot();
}

/** Thirty days one after the other, of which the seventeenth is the sale. */
function thirtyDays(): UsageSnapshot {
  const ledger = new UsageLedger(30 * day);
  for (let at = 0; at < 30; at++) use(ledger, at * day, at === 16 ? sale : ordinary);
  return ledger.snapshot();
}

const calendar = [
  { usage: dayOf(ordinary), leftOut: nothing, requests: 0, times: 29 },
  { usage: dayOf(sale), leftOut: nothing, requests: 0, times: 1 },
];

describe("a month of 29 ordinary days and a sale", () => {
  const plan = { committedUsdPerHour: 0.3, discounts: { fargate: 0.2 } };
  test.each<[string, Partial<BillOptions>]>([
    ["at list prices", {}],
    ["with a Savings Plan, which pays hour by hour", { savingsPlan: plan }],
    ["under a private agreement", { discount: 0.1 }],
  ])("is billed as thirty days in one run are, tiers included: %s", (_, terms) => {
    const options = { ...listPrices, ...terms };
    const [ours, theirs] = [monthBill(calendar, book, options), bill(thirtyDays(), book, options)];
    expect(ours.lines.map(({ item }) => item).toSorted()).toEqual(theirs.lines.map(({ item }) => item).toSorted());
    for (const line of theirs.lines) {
      const own = lineNamed(ours, line.item)!;
      expect(own.quantity / line.quantity, line.item).toBeCloseTo(1, 12);
      expect(own.usd / (line.usd || 1), line.item).toBeCloseTo(line.usd === 0 ? 0 : 1, 12); // a plan paid what costs nothing
      expect(own.perMonthUsd! / (line.perMonthUsd || 1), line.item).toBeCloseTo(line.usd === 0 ? 0 : 1, 12);
    }
    expect(ours.totalUsd / theirs.totalUsd).toBeCloseTo(1, 12);
    expect(ours.perMonthUsd! / theirs.perMonthUsd!).toBeCloseTo(1, 12);
    expect(ours.notes).toEqual(theirs.notes);
  });

  test("fills the tiers with what the whole month has, which no day of it reaches", () => {
    const ofFunctions = ({ lines }: Bill) => lines.filter(({ service }) => service === "resize");
    const tiers = ofFunctions(monthBill(calendar, book, listPrices));
    expect(tiers.length).toBe(2);
    // 29 × 0.25 and 5 billion GB-s, 12.25 in 720 h, are 12.42 in 730 h: 6 of them in the first tier.
    expect(tiers[0].quantity / 12.25e9).toBeCloseTo(6 / ((12.25 * 730) / 720), 9);
    for (const { usage } of calendar) {
      const alone = bill(usage, book, { ...listPrices, monthly: { hours: 24, basis: "this day alone" } });
      expect(ofFunctions(alone).length).toBe(1);
    }
  });

  test("costs a month of 730 h of what runs all the time, whatever its days are", () => {
    const { perMonthUsd, unitPriceUsd } = lineNamed(monthBill(calendar, book, listPrices), "ALB hours")!;
    expect(perMonthUsd).toBeCloseTo(730 * unitPriceUsd, 9);
  });

  test("counts what is bought by the scenario's own price per request as its days have it", () => {
    const options = { ...listPrices, other: { costs: [{ name: "gateway", perMillionRequests: 2 }], requests: 0 } };
    const days = calendar.map((each, at) => ({ ...each, requests: at === 0 ? 1e6 : 50e6 }));
    expect(lineNamed(monthBill(days, book, options), "gateway")).toMatchObject({ quantity: 79, usd: 158 });
  });
});
