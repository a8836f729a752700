import { describe, expect, test } from "vitest";
import { hour } from "../../scenarios/language/units/time.js";
import { type BillOptions, bill, cover } from "../../sim/cost/bill.js";
import { UsageLedger } from "../../sim/cost/ledger.js";
import { meterInstance, meterTask } from "../../sim/cost/metering.js";
import { baselineTask, lineNamed, listPrices, shippedBook } from "./shipped.js";

// A task of 2 vCPU and 4 GB costs 0.09874 an hour on demand and 0.078992 at a plan's rates of 20 % off.
const plan = { committedUsdPerHour: 0.078992, discounts: { fargate: 0.2 } };
const options = { ...listPrices, savingsPlan: plan };

function taskHours(hours: number, ...counts: readonly number[]) {
  const ledger = new UsageLedger(hours * hour);
  for (const [bucket, count] of counts.entries()) {
    for (let task = 0; task < count; task++) {
      meterTask(ledger, "s", baselineTask, bucket * hour, Math.min(hours, bucket + 1) * hour);
    }
  }
  return ledger;
}

const billed = (ledger: UsageLedger, terms: BillOptions = options) => bill(ledger.snapshot(), shippedBook.book, terms);

describe("a commitment worth one task", () => {
  test("pays for one task all the time and saves its discount", () => {
    expect(billed(taskHours(2, 1, 1)).totalUsd).toBeCloseTo(2 * 0.078992, 12);
  });

  test("leaves the second task at on-demand prices", () => {
    const bill = billed(taskHours(1, 2));
    expect(bill.totalUsd).toBeCloseTo(0.078992 + 0.09874, 12);
    expect(lineNamed(bill, "Fargate vCPU x86_64")?.quantity).toBeCloseTo(2, 12);
    expect(lineNamed(bill, "Fargate vCPU x86_64, paid by Savings Plan")?.quantity).toBeCloseTo(2, 12);
  });

  test("is lost in an idle hour and does not help the busy one after it", () => {
    const bill = billed(taskHours(2, 0, 2));
    expect(bill.totalUsd).toBeCloseTo(2 * 0.078992 + 0.09874, 12);
    expect(bill.notes).toEqual(["Savings Plan of $0.078992 an hour at 20 % off: 50 % of the commitment went unused"]);
  });

  test("counts half in half an hour", () => {
    expect(billed(taskHours(1.5, 1, 1)).totalUsd).toBeCloseTo(1.5 * 0.078992, 12);
  });

  test("does not pay for Spot, storage or balancers", () => {
    const ledger = new UsageLedger(hour);
    const spot = { ...baselineTask, purchase: "spot", spotDiscount: 0.5, extraStorageGb: 10 } as const;
    meterTask(ledger, "s", spot, 0, hour);
    ledger.span({ meter: "alb-time", service: "shared" }, 0, hour, 1);
    // half of 0.09874, 10 GB-hours of storage, the balancer, and the commitment in vain
    expect(billed(ledger).totalUsd).toBeCloseTo(0.04937 + 0.00111 + 0.0225 + 0.078992, 12);
  });

  test("is paid for all 730 hours of a month, whatever part of it the run stands for", () => {
    const bill = billed(taskHours(1, 0), { ...options, monthly: { hours: 100, basis: "" } });
    expect(bill.perMonthUsd).toBeCloseTo(730 * 0.078992, 9);
    expect(bill.notes[1]).toBe(
      "the month pays the commitment of all 730 h beside the usage of 100 h: the run says nothing of the rest",
    );
  });
});

test("all eligible usage of an hour is covered by the same share", () => {
  // $4 an hour pays for $5 on demand at 20 % off: half of ten, all of five, all of nothing.
  const usage = new Map([["fargate", Float64Array.of(10, 5, 0)]] as const);
  const { shares, used } = cover({ committedUsdPerHour: 4, discounts: { fargate: 0.2 } }, usage, 3);
  expect([...shares.get("fargate")!]).toEqual([0.5, 1, 1]);
  expect(used).toBeCloseTo(2 / 3, 12);
});

test("usage with the higher discount is paid for first, and what the plan has no rate of is not", () => {
  // $4 an hour: EC2 at 50 % off takes $2.50 of it for $5, and $1.50 are left for $1.875 of Fargate at 20 % off, of ten.
  const usage = new Map([
    ["fargate", Float64Array.of(10)],
    ["ec2", Float64Array.of(5)],
  ] as const);
  const { shares, used } = cover({ committedUsdPerHour: 4, discounts: { fargate: 0.2, ec2: 0.5 } }, usage, 1);
  expect([shares.get("ec2")![0], shares.get("fargate")![0], used]).toEqual([1, 0.1875, 1]);
  const ledger = new UsageLedger(hour);
  const instance = { purchase: "on-demand", type: "c6g.2xlarge", spotDiscount: 0, volumeBytes: 0 } as const;
  meterInstance(ledger, "s", instance, 0, hour);
  // Without a rate for EC2 the instance stays at its list price, and the commitment is lost.
  expect(billed(ledger).totalUsd).toBeCloseTo(0.272 + 0.078992, 12);
  const covered = { ...options, savingsPlan: { committedUsdPerHour: 0.204, discounts: { fargate: 0.2, ec2: 0.25 } } };
  expect(billed(ledger, covered).totalUsd).toBeCloseTo(0.204, 12);
});
