import { expect, test } from "vitest";
import { differenceWords } from "../../reports/comparison/words.js";
import { formatOf, unitOf } from "../../reports/units.js";
import { interval, money, withInterval } from "../../sim/facts/estimates.js";
import { dollars, milliseconds, percent, quantity, seconds, unitPrice } from "../../sim/facts/numbers.js";
import { estimate } from "./fixture.js";

test.each([
  [milliseconds(2413), "2.41 s"],
  [milliseconds(480), "480 ms"],
  [milliseconds(999.4), "999 ms"],
  [milliseconds(999.6), "1.00 s"],
  [milliseconds(0), "0 ms"],
  [milliseconds(180_000), "3.00 min"],
  [seconds(36_000), "10 h"],
  [seconds(1800), "30 min"],
  [seconds(2_592_000), "30 days"],
  [dollars(2162.41), "$2,162"],
  [dollars(21.7), "$21.70"],
  [dollars(0.002931), "$0.00293"],
  [dollars(-3.5), "−$3.50"],
  [unitPrice(0.05056), "$0.05056"],
  [unitPrice(0.02022400000000001), "$0.020224"],
  [unitPrice(45), "$45.00"],
  [percent(0.55), "55 %"],
  [percent(0.99977), "99.977 %"],
  [percent(0.00013), "0.013 %"],
  [percent(0), "0 %"],
  [percent(1), "100 %"],
  [percent(2.3e-10), "2.3e-8 %"],
  [quantity(4_319_400), "4,319,400"],
  [quantity(9.234), "9.23"],
  [quantity(0), "0"],
])("a number has its unit and the digits it deserves: %s", (written, expected) => {
  expect(written).toBe(expected);
});

test("money is followed by half the width of its interval, rounded up to the digits of the amount", () => {
  expect(money(estimate(1982.4, 40.3), " / month")).toBe("$1,982 / month ± 41");
  expect(money(estimate(6.32, 0.0301), " / run")).toBe("$6.32 / run ± 0.04");
  expect(money(estimate(0.0258, 0.000015), " / run")).toBe("$0.0258 / run ± 0.0001");
  expect(money(estimate(0.0258, 0), " / run")).toBe("$0.0258 / run ± 0.0000");
  expect(money(estimate(6.32))).toBe("$6.32");
  expect(money({ value: 10, low: 9, high: 14, predictedRange: null })).toBe("$10.00 ($9.00–$14.00)");
});

test("limits share their unit unless the units differ", () => {
  expect(interval(estimate(2413, 21), milliseconds)).toBe("2.39–2.43 s");
  expect(interval(estimate(1000, 12), milliseconds)).toBe("988 ms–1.01 s");
});

test("limits that three digits cannot tell apart get the digits that can, within reason", () => {
  expect(interval(estimate(1002, 1.6), milliseconds)).toBe("1.000–1.004 s");
  expect(interval(estimate(1002, 0.0001), milliseconds)).toBe("1.0020–1.0020 s");
  expect(interval(estimate(1002, 0), milliseconds)).toBe("1.00–1.00 s");
});

test("what never happened is bounded, not called impossible", () => {
  const never = { value: 0, low: 0, high: 0.15, predictedRange: null };
  expect(withInterval(never, quantity)).toBe("0 (at most 0.15, 95 %)");
  expect(withInterval(estimate(null), quantity)).toBe("–");
});

test("a measure's name tells its unit", () => {
  expect(unitOf("orchestrator.latencyMs.p99")).toBe("ms");
  expect(unitOf("scaling.lagS.mean")).toBe("s");
  expect(unitOf("cost.perMonthUsd")).toBe("USD");
  expect(unitOf("writes.lostShare")).toBe("ratio");
  expect(unitOf("scaling.oscillationsPerDay30m")).toBe("1/day");
  expect(unitOf("tasks.max")).toBe("count");
  expect(formatOf("anything", "GB")(3)).toBe("3 GB");
});

test.each([
  [6.19e-7, [-1e-6, 2e-6], 265, "+<$0.01"],
  [6.19e-7, [-0.02, 0.03], 265, "+<$0.01 (−$0.02 to +$0.03)"],
  [-0.004, [-0.005, -0.003], 265, "−<$0.01"],
  [0.0003, [0.0002, 0.0004], 0.04, "+$0.0003 ± 0.0001"],
  [1e-9, [0, 2e-9], 0.04, "+<$0.00001"],
  [412, [381, 443], 2_000, "+$412.00 ± 31.00"],
] as const)(
  "a difference of %d dollars is told no finer than is news beside the whole",
  (difference, [low, high], beside, told) => {
    expect(
      differenceWords({ difference, interval: { low, high }, field: "cost.perMonthUsd", unit: "USD" }, beside),
    ).toBe(told);
  },
);
