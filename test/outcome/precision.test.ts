import { expect, test } from "vitest";
import { nextCount, widestOf } from "../../sim/experiments/precision.js";
import { night, oneRun } from "../reports/fixture.js";

test("a prediction is as precise as the widest of the intervals of p99 and cost", () => {
  // p99 2413 ± 21 ms is 0.87 %, cost $6.32 ± 0.03 is 0.47 %.
  expect(widestOf(night)).toEqual({ measure: "orchestrator p99", halfWidth: expect.closeTo(21 / 2413, 9) });
});

test("without an interval the half-width is infinite", () => {
  expect(widestOf(oneRun()).halfWidth).toBe(Number.POSITIVE_INFINITY);
});

test("replications grow as the square of what is missing, by a quarter at least and twofold at most, up to the budget", () => {
  const next = (done: number, halfWidth: number, most = 100) => nextCount(done, halfWidth, { asked: 0.05, most });
  expect(next(20, 0.06)).toBe(29); // 20 × 1.44 = 28.8
  expect(next(20, 0.051)).toBe(25);
  expect(next(20, 0.5)).toBe(40);
  expect(next(20, Number.POSITIVE_INFINITY)).toBe(40);
  expect(next(20, 0.5, 30)).toBe(30);
});

test("nothing is left to do where the precision is reached or the budget spent", () => {
  expect(nextCount(10, 0.05, { asked: 0.05, most: 100 })).toBeNull();
  expect(nextCount(100, 0.5, { asked: 0.05, most: 100 })).toBeNull();
});
