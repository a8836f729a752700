import { describe, expect, test } from "vitest";
import { pairingOf, unstratified, varianceRatioInterval } from "../../sim/statistics/moments.js";
import { normals } from "./samples.js";

describe("paired runs", () => {
  test("common noise cancels, and the saved variance is reported", () => {
    const common = normals(1, 400);
    const own = normals(2, 800);
    const first = common.map((value, i) => value + 0.1 * own[2 * i]);
    const second = common.map((value, i) => value + 0.5 + 0.1 * own[2 * i + 1]);
    // var(b − a) = 0.02 against var a + var b = 2.02.
    const { varianceReduction, correlation } = pairingOf(unstratified(first), unstratified(second));
    expect(varianceReduction).toBeCloseTo(0.99, 2);
    expect(correlation).toBeCloseTo(1 / 1.01, 2);
  });

  test("opposed runs show a negative reduction", () => {
    // b = −a doubles the deviation: var(b − a) = 4 var a against 2 var a.
    expect(pairingOf(unstratified([1, 2, 3]), unstratified([-1, -2, -3]))).toEqual({
      varianceReduction: expect.closeTo(-1, 12),
      correlation: expect.closeTo(-1, 12),
    });
  });

  test("the interval of the ratio of variances covers it in 93 to 98 of a hundred", () => {
    const pairs = 30;
    const [common, own] = [normals(3, pairs * 500), normals(4, 2 * pairs * 500)];
    // Of a common part of variance 1 and own ones of 0.25: (1.25 + 1.25) ÷ 0.5.
    const covers = Array.from({ length: 500 }, (_, run) => {
      const side = (which: number) =>
        Array.from({ length: pairs }, (_, i) => common[run * pairs + i] + 0.5 * own[2 * (run * pairs + i) + which]);
      const { low, high } = varianceRatioInterval(unstratified(side(0)), unstratified(side(1)))!;
      return low <= 5 && 5 <= high;
    });
    const share = covers.filter(Boolean).length / covers.length;
    expect(share).toBeGreaterThan(0.93);
    expect(share).toBeLessThan(0.98);
  });

  test("classes of runs weigh as the mean weighs them, worked by hand", () => {
    const strata = (usual: readonly number[], rare: readonly number[]) => [
      { probability: 0.9, values: usual },
      { probability: 0.1, values: rare },
    ];
    // Variances of the means: a 0.81 × 2 ÷ 2 + 0.01 × 2 ÷ 2 = 0.82, b the same; of the difference 0.01 × 8 ÷ 2 = 0.04.
    // Their covariance is half of what the sum has more than the difference: 0.8 of 0.82.
    expect(pairingOf(strata([1, 3], [1, 3]), strata([2, 4], [3, 1]))).toEqual({
      varianceReduction: expect.closeTo(1 - 0.04 / 1.64, 12),
      correlation: expect.closeTo(0.8 / 0.82, 12),
    });
  });
});
