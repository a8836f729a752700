import { describe, expect, test } from "vitest";
import { correlation, varianceReduction } from "../../sim/statistics/moments.js";
import { normals } from "./samples.js";

describe("paired runs", () => {
  test("common noise cancels, and the saved variance is reported", () => {
    const common = normals(1, 400);
    const own = normals(2, 800);
    const first = common.map((value, i) => value + 0.1 * own[2 * i]);
    const second = common.map((value, i) => value + 0.5 + 0.1 * own[2 * i + 1]);
    // var(b − a) = 0.02 against var a + var b = 2.02.
    expect(varianceReduction(first, second)).toBeCloseTo(0.99, 2);
    expect(correlation(first, second)).toBeCloseTo(1 / 1.01, 2);
  });

  test("opposed runs show a negative reduction", () => {
    // b = −a doubles the deviation: var(b − a) = 4 var a against 2 var a.
    expect(varianceReduction([1, 2, 3], [-1, -2, -3])).toBeCloseTo(-1, 12);
  });
});
