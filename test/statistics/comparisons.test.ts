import { describe, expect, test } from "vitest";
import { mser5 } from "../../sim/statistics/mser.js";
import { correlation, pairedDifference, varianceReduction } from "../../sim/statistics/paired.js";
import { normals } from "./samples.js";

describe("paired difference", () => {
  test("four pairs come out as worked by hand", () => {
    // Differences 1, 2, 1, 2: mean 1.5, s = 0.577350, s/√4 = 0.288675, t(0.975, 3) = 3.182446: half-width 0.918693.
    const result = pairedDifference([10, 20, 30, 40], [11, 22, 31, 42]);
    expect(result.mean).toBe(1.5);
    expect(result.interval?.low).toBeCloseTo(1.5 - 0.918693, 6);
    expect(result.interval?.high).toBeCloseTo(1.5 + 0.918693, 6);
    expect(result.correlation).toBeCloseTo(0.999, 3);
  });

  test("common noise cancels, and the saved variance is reported", () => {
    const common = normals(1, 400);
    const own = normals(2, 800);
    const first = common.map((value, i) => value + 0.1 * own[2 * i]);
    const second = common.map((value, i) => value + 0.5 + 0.1 * own[2 * i + 1]);
    // var(b − a) = 0.02 against var a + var b = 2.02.
    expect(varianceReduction(first, second)).toBeCloseTo(0.99, 2);
    expect(correlation(first, second)).toBeCloseTo(1 / 1.01, 2);
    const { interval } = pairedDifference(first, second, 0.999);
    expect(interval!.low).toBeLessThan(0.5);
    expect(interval!.high).toBeGreaterThan(0.5);
    expect(interval!.high - interval!.low).toBeLessThan(0.06);
  });

  test("opposed runs show a negative reduction", () => {
    // b = −a doubles the deviation: var(b − a) = 4 var a against 2 var a.
    expect(varianceReduction([1, 2, 3], [-1, -2, -3])).toBeCloseTo(-1, 12);
  });
});

describe("MSER-5", () => {
  test("a transient is cut where it ends, to a batch", () => {
    const noise = normals(3, 500);
    const transient = noise.map((value, i) => (i < 60 ? 20 : 0) + value);
    const cut = mser5(transient);
    expect(cut.isLongEnough).toBe(true);
    expect(cut.observations).toBeGreaterThanOrEqual(60);
    expect(cut.observations).toBeLessThanOrEqual(100);
  });

  test("a series that still climbs, and one of a few values, are too short", () => {
    expect(mser5(Array.from({ length: 200 }, (_, i) => i)).isLongEnough).toBe(false);
    expect(mser5([1, 2, 3]).isLongEnough).toBe(false);
  });
});
