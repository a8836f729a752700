import { describe, expect, test } from "vitest";
import { pairingOf, unstratified } from "../../sim/statistics/moments.js";
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
