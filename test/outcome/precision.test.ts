import { expect, test } from "vitest";
import { doubled, precisionOf } from "../../sim/experiments/precision.js";
import { night, oneRun } from "../reports/fixture.js";

test("a prediction is as precise as the widest of the intervals of p99 and cost", () => {
  // p99 2413 ± 21 ms is 0.87 %, cost $6.32 ± 0.03 is 0.47 %.
  expect(precisionOf(night)).toEqual({ measure: "orchestrator p99", halfWidth: expect.closeTo(21 / 2413, 9) });
});

test("what has no interval is not precise at all", () => {
  expect(precisionOf(oneRun()).halfWidth).toBe(Number.POSITIVE_INFINITY);
});

test.each([
  [10, 100, [10, 20, 40, 80, 100]],
  [10, 40, [10, 20, 40]],
  [20, 5, [5]],
])("replications double from %d up to %d", (first, most, counts) => {
  expect([...doubled(first, most)]).toEqual(counts);
});
