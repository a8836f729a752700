import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hour } from "../../scenarios/language/units/time.js";
import { bill } from "../../sim/cost/bill.js";
import { UsageLedger } from "../../sim/cost/ledger.js";
import { type FargateTask, meterTask } from "../../sim/cost/metering.js";
import { baselineTask, lineNamed, listPrices, oneMonth, shippedBook } from "./shipped.js";

const { book } = shippedBook;

function monthOf(tasks: number, task: FargateTask, region: string) {
  const ledger = new UsageLedger(oneMonth);
  for (let each = 0; each < tasks; each++) meterTask(ledger, "orchestrator", task, -60e6, oneMonth);
  return bill(ledger.snapshot(), book, { ...listPrices, region });
}

describe("30 tasks of 2 vCPU and 4 GB for 730 hours", () => {
  // 30 × 730 h × (2 × 0.04048 + 4 × 0.004445) = 21,900 × 0.09874
  test("cost $2,162.41 in us-east-1", () => {
    expect(monthOf(30, baselineTask, "us-east-1").totalUsd).toBeCloseTo(2162.406, 6);
  });

  // 21,900 × (2 × 0.05056 + 4 × 0.00553) = 21,900 × 0.12324
  test("cost $2,698.96 in ap-northeast-1", () => {
    expect(monthOf(30, baselineTask, "ap-northeast-1").totalUsd).toBeCloseTo(2698.956, 6);
  });

  // 21,900 × (2 × 0.04045 + 4 × 0.00442) = 21,900 × 0.09858
  test("cost $2,158.90 there on ARM64", () => {
    const task = { ...baselineTask, architecture: "arm64" } as const;
    expect(monthOf(30, task, "ap-northeast-1").totalUsd).toBeCloseTo(2158.902, 6);
  });

  // 0.4 × 2,698.956
  test("cost two fifths of that on a Spot market at 60 % off", () => {
    const task = { ...baselineTask, purchase: "spot", spotDiscount: 0.6 } as const;
    const spot = monthOf(30, task, "ap-northeast-1");
    expect(spot.totalUsd).toBeCloseTo(1079.5824, 6);
    expect(spot.lines.map((line) => line.item)).toEqual([
      "Fargate Spot vCPU x86_64 (60 % off)",
      "Fargate Spot memory x86_64 (60 % off)",
    ]);
  });

  test("show one line for vCPU and one for memory, in the units of the price list", () => {
    const [vcpu, memory] = monthOf(30, baselineTask, "us-east-1").lines;
    expect(vcpu).toMatchObject({ service: "orchestrator", unit: "vCPU-hour", quantity: 43_800, unitPriceUsd: 0.04048 });
    expect(memory).toMatchObject({
      service: "orchestrator",
      unit: "GB-hour",
      quantity: 87_600,
      unitPriceUsd: 0.004445,
    });
  });
});

test("two Spot markets of one service stand on lines of their own", () => {
  const ledger = new UsageLedger(hour);
  for (const spotDiscount of [0.6, 0.5]) {
    meterTask(ledger, "orchestrator", { ...baselineTask, purchase: "spot", spotDiscount }, 0, hour);
  }
  const memory = bill(ledger.snapshot(), book, listPrices).lines.slice(2);
  expect(memory.map((line) => line.item)).toEqual([
    "Fargate Spot memory x86_64 (50 % off)",
    "Fargate Spot memory x86_64 (60 % off)",
  ]);
});

test("storage above 20 GB has no Spot price", () => {
  const ledger = new UsageLedger(hour);
  meterTask(ledger, "s", { ...baselineTask, purchase: "spot", spotDiscount: 0.7, extraStorageGb: 30 }, 0, hour);
  expect(lineNamed(bill(ledger.snapshot(), book, listPrices), "Fargate storage above 20 GB")).toMatchObject({
    quantity: 30,
    unitPriceUsd: 0.000111,
  });
});

test("a private pricing agreement takes its share off every line", () => {
  const ledger = new UsageLedger(hour);
  meterTask(ledger, "s", baselineTask, 0, hour);
  ledger.span({ meter: "alb-time", service: "shared" }, 0, hour, 1);
  const full = bill(ledger.snapshot(), book, listPrices);
  const agreed = bill(ledger.snapshot(), book, { ...listPrices, discount: 0.25 });
  for (const [index, line] of agreed.lines.entries()) expect(line.usd).toBeCloseTo(full.lines[index].usd * 0.75, 12);
});

describe("a month from a run of ten hours that stands for 10 hours a day", () => {
  const ledger = new UsageLedger(10 * hour);
  ledger.span({ meter: "alb-time", service: "shared" }, 0, 10 * hour, 1);
  meterTask(ledger, "s", baselineTask, 0, 10 * hour);
  const usage = ledger.snapshot();
  const represented = (hours: number | null) => ({ ...listPrices, monthly: { hours, basis: "10h per day" } });

  // 730 × 10/24 = 304.17 h of tasks at 0.09874, and a balancer for 730 h at 0.0225
  test("scales the load to the represented hours and the balancer to all 730", () => {
    const month = bill(usage, book, represented((730 * 10) / 24));
    expect(lineNamed(month, "ALB hours")?.perMonthUsd).toBeCloseTo(16.425, 9);
    expect(month.perMonthUsd).toBeCloseTo((7300 / 24) * 0.09874 + 16.425, 9);
    expect(month.perMonthBasis).toBe("10h per day");
  });

  test("is null where nobody knows what the run stands for", () => {
    const unknown = bill(usage, book, represented(null));
    expect(unknown.perMonthUsd).toBeNull();
    expect(lineNamed(unknown, "Fargate vCPU x86_64")?.perMonthUsd).toBeNull();
  });
});

describe("any usage", () => {
  const meters = ["alb-time", "nat-bytes", "log-bytes", "task-public-ipv4-time", "kms-requests"] as const;
  const end = 5.5 * hour;
  const instant = fc.integer({ min: -2 * hour, max: 8 * hour });
  const booking = fc.record({
    meter: fc.constantFrom(...meters),
    service: fc.constantFrom("a", "b"),
    instants: fc.tuple(instant, instant, instant).map((three) => three.sort((a, b) => a - b)),
    quantity: fc.integer({ min: 0, max: 1000 }),
  });
  const billOf = (fill: (ledger: UsageLedger) => void) => {
    const ledger = new UsageLedger(end);
    fill(ledger);
    return bill(ledger.snapshot(), book, listPrices);
  };

  test("gives lines that add up to both totals exactly", () => {
    fc.assert(
      fc.property(fc.array(booking), (bookings) => {
        const { lines, totalUsd, perMonthUsd } = billOf((ledger) => {
          for (const each of bookings) ledger.span(each, each.instants[0], each.instants[2], each.quantity);
        });
        expect(totalUsd).toBe(lines.reduce((sum, line) => sum + line.usd, 0));
        expect(perMonthUsd).toBe(lines.reduce((sum, line) => sum + line.perMonthUsd!, 0));
        for (const line of lines) expect(line.usd).toBe(line.quantity * line.unitPriceUsd);
      }),
    );
  });

  test("costs the same to the last bit when each span is booked in two parts and in the other order", () => {
    fc.assert(
      fc.property(fc.array(booking), (bookings) => {
        const whole = billOf((ledger) => {
          for (const each of bookings) ledger.span(each, each.instants[0], each.instants[2], each.quantity);
        });
        const parts = billOf((ledger) => {
          for (const each of bookings.toReversed()) {
            ledger.span(each, each.instants[1], each.instants[2], each.quantity);
            ledger.span(each, each.instants[0], each.instants[1], each.quantity);
          }
        });
        expect(parts).toEqual(whole);
      }),
    );
  });
});
