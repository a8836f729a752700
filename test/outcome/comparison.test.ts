import { describe, expect, test } from "vitest";
import { compareRuns } from "../../sim/outcome/comparison.js";
import { parseReference } from "../../sim/outcome/reading.js";
import { groupRuns, type Run } from "../../sim/outcome/runs.js";
import { bill, run, runsOf } from "./fixtures.js";

const taskHours = parseReference("orchestrator.taskHours").reading;
const lost = parseReference("orchestrator.writes.lost").reading;
const fleet = (hours: readonly number[]): Run[] => runsOf(hours.map((each) => ({ tasks: { hours: each } })));

test("pairs are compared seed by seed, worked by hand", () => {
  // Differences 1, 2, 1, 2: mean 1.5 ± 3.182446 × 0.288675.
  const [result] = compareRuns(fleet([10, 20, 30, 40]), fleet([11, 22, 31, 42]), [taskHours]);
  expect(result).toMatchObject({ name: "orchestrator taskHours", unit: "h", difference: 1.5, warning: null });
  expect(result.interval?.low).toBeCloseTo(1.5 - 0.918693, 6);
  expect(result.interval?.high).toBeCloseTo(1.5 + 0.918693, 6);
  expect(result.correlation).toBeGreaterThan(0.99);
  expect(result.varianceReduction).toBeGreaterThan(0.99);
  expect([result.base.value, result.other.value]).toEqual([25, 26.5]);
});

test("a warning is given where pairing widened the interval", () => {
  const [result] = compareRuns(fleet([1, 2, 3]), fleet([6, 5, 4]), [taskHours]);
  expect(result.varianceReduction).toBeLessThan(0);
  expect(result.warning).toBe("common random numbers widened this interval");
});

test("a replication without its partner is left out", () => {
  const others = fleet([11, 22, 31, 42]).filter(({ replication }) => replication.index !== 1);
  const [result] = compareRuns(fleet([10, 20, 30, 40]), others, [taskHours]);
  expect(result.difference).toBeCloseTo(4 / 3, 12);
});

test("a difference that few pairs show has the interval of how often they show it", () => {
  const losing = (counts: readonly number[]): Run[] =>
    runsOf(
      counts.map((lost) => ({
        writes: { accepted: 10, flushed: 10 - lost, deadLettered: 0, lost, lostAtMost: 0, lostAtOnce: 1 },
      })),
    );
  const [result] = compareRuns(losing([0, 0, 0, 0]), losing([0, 0, 5, 0]), [lost]);
  expect(result).toMatchObject({
    difference: 1.25,
    // One event of 5 in four pairs: 0.0126 to 6.381 of them at 97.5 % (Garwood), and at most 4.382 of less, which none shows.
    interval: { low: expect.closeTo((5 / 4) * (0.0126 - 4.382), 2), high: expect.closeTo((5 / 4) * 6.381, 2) },
    warning: "differs in 1 of 4 pairs: its interval stands on how often, not on Student's distribution",
  });
});

test("equal configurations differ by nothing", () => {
  const [result] = compareRuns(fleet([1, 2, 3]), fleet([1, 2, 3]), [taskHours]);
  expect(result).toMatchObject({ difference: 0, varianceReduction: 1 });
});

test("strata weigh in the difference", () => {
  const strata = [
    { name: "calm", probability: 0.9, about: "" },
    { name: "crunch", probability: 0.1, about: "" },
  ];
  const nights = (costs: readonly number[]): Run[] =>
    costs.map((usd, i) => run(i, { stratum: i < 2 ? "calm" : "crunch", bill: bill(usd) }));
  const base = nights([10, 11, 20, 21]);
  const other = nights([11, 12.5, 30, 32]);
  // Calm nights cost 1 and 1.5 more, crunch nights 10 and 11: 0.9 × 1.25 + 0.1 × 10.5.
  const [result] = compareRuns(base, other, [parseReference("cost.total").reading], strata);
  expect(result.difference).toBeCloseTo(2.175, 12);
  expect(groupRuns(base, strata).map(({ runs }) => runs.length)).toEqual([2, 2]);
});

describe("a difference that is the same in every pair", () => {
  // One more change of tasks would be half of the cost (fixtures.ts): none in four runs leaves 3/4 × 1/2 of it open.
  const costs = (usd: readonly number[], course: string): Run[] =>
    usd.map((each, i) => run(i, { bill: bill(each), digest: `${course}${i}` }));
  const halfOf = (base: Run[], other: Run[]) => {
    const [{ interval }] = compareRuns(base, other, [parseReference("cost.total").reading]);
    return (interval!.high - interval!.low) / 2;
  };

  test("is certain where all runs took the same course: other prices, another size of memory", () => {
    expect(halfOf(costs([10, 10, 10, 10], "d"), costs([11, 11, 11, 11], "d"))).toBe(0);
  });

  test("is as uncertain as what no run showed where their courses differ and neither varies", () => {
    expect(halfOf(costs([10, 10, 10, 10], "d"), costs([11, 11, 11, 11], "e"))).toBeCloseTo(0.75 * 5, 9);
  });

  test("is no more uncertain than both sides apart, which have shown how they vary", () => {
    // s = 0.01 × √(4/3) = 0.01155, s/√4 = 0.00577, t(0.975, 3) = 3.1824: each side ± 0.01837.
    const half = halfOf(costs([10, 10.02, 10, 10.02], "d"), costs([11, 11.02, 11, 11.02], "e"));
    expect(half).toBeCloseTo(Math.SQRT2 * 3.182446 * 0.01 * Math.sqrt(4 / 3) * 0.5, 6);
  });

  test("is as uncertain as a share of what it is a share of", () => {
    const shareOf = (base: Run[], other: Run[]) => {
      const [{ share }] = compareRuns(base, other, [parseReference("cost.total").reading]);
      return [share!.value! - share!.low!, share!.high! - share!.value!];
    };
    // ± 3.75 of 10, as above.
    for (const half of shareOf(costs([10, 10, 10, 10], "d"), costs([11, 11, 11, 11], "e")))
      expect(half).toBeCloseTo(0.375, 9);
    // Of a certain difference the mean alone: 1 of 10 ± 3.182446 × √(8/3) ÷ √4 = 2.598, to the first order.
    for (const half of shareOf(costs([8, 10, 10, 12], "d"), costs([9, 11, 11, 13], "d")))
      expect(half).toBeCloseTo((0.1 * 3.182446 * Math.sqrt(8 / 3)) / 2 / 10, 6);
  });
});
