import { describe, expect, test } from "vitest";
import { z } from "zod";
import { duration } from "../../scenarios/language/index.js";
import { kolmogorovSmirnov, normalCdf } from "../../sim/statistics/index.js";
import { createDistribution, distributionShape, InputError, Random } from "../../workload/index.js";
import { draws, significance, tablesOf } from "./fixture.js";

const shape = distributionShape(duration);
const create = (written: unknown, files: Record<string, string> = {}) =>
  createDistribution(z.decode(shape, written), tablesOf(files));
const problems = (written: unknown) => z.safeDecode(shape, written).error?.issues.map(({ message }) => message);
const values = (written: unknown, count = 100_000) => draws(create(written), Random.stream(5, "values"), count);

describe("shapes of distributions", () => {
  test("exponential follows 1 − e^(−x/mean)", () => {
    const law = (x: number) => 1 - Math.exp(-x / 1e6);
    expect(kolmogorovSmirnov(values({ kind: "exponential", mean: "1s" }), law).pValue).toBeGreaterThan(significance);
  });

  test("lognormal by median and sigma has a normal logarithm", () => {
    const law = (x: number) => normalCdf(Math.log(x / 1e6) / 0.7);
    const drawn = values({ kind: "lognormal", median: "1s", sigma: 0.7 });
    expect(kolmogorovSmirnov(drawn, law).pValue).toBeGreaterThan(significance);
  });

  test("lognormal by mean and p99 takes the smaller sigma", () => {
    // mean 130, p99 480: σ = z − √(z² − 2 ln(480/130)) = 2.32635 − √(5.41189 − 2.61275) = 0.65328
    const law = (x: number) => normalCdf((Math.log(x / 130e3) + 0.65328 ** 2 / 2) / 0.65328);
    const drawn = values({ kind: "lognormal", mean: "130ms", p99: "480ms" });
    expect(kolmogorovSmirnov(drawn, law).pValue).toBeGreaterThan(significance);
    expect(1 - law(480e3)).toBeCloseTo(0.01, 5);
  });

  test("gamma of shape 2 is the sum of two exponentials", () => {
    const law = (x: number) => 1 - Math.exp(-x / 5e5) * (1 + x / 5e5);
    expect(kolmogorovSmirnov(values({ kind: "gamma", mean: "1s", shape: 2 }), law).pValue).toBeGreaterThan(
      significance,
    );
  });

  test("bounded Pareto follows (1 − (L/x)^α) / (1 − (L/H)^α)", () => {
    const law = (x: number) => (1 - (1e4 / x) ** 1.5) / (1 - (1e4 / 1e6) ** 1.5);
    const drawn = values({ kind: "bounded-pareto", min: "10ms", max: "1s", alpha: 1.5 });
    expect(kolmogorovSmirnov(drawn, law).pValue).toBeGreaterThan(significance);
  });

  test("a trace returns the rows of its column in order and starts again after the last", () => {
    const trace = create(
      { kind: "trace", file: "t.csv", column: "n", unit: "3ms" },
      { "t.csv": "n,m\n1,7\n2.5,8\n4,9\n" },
    );
    expect(draws(trace, Random.stream(1), 5)).toEqual([3_000, 7_500, 12_000, 3_000, 7_500]);
  });

  test("a draw never exceeds what an Int32Array holds", () => {
    const wild = values({ kind: "lognormal", median: "30m", sigma: 3 }, 1_000);
    expect(Math.max(...wild)).toBe(2 ** 31 - 1);
  });
});

describe("mistakes", () => {
  test("a lognormal with an impossible tail is refused, with the limit", () => {
    expect(problems({ kind: "lognormal", mean: "1s", p99: "15s" })).toEqual([
      "a p99 of at most 14.97 × the mean, beyond which no lognormal goes",
    ]);
    expect(problems({ kind: "lognormal", mean: "1s", p99: "14.96s" })).toBeUndefined();
  });

  test("a lognormal is given in exactly one of its ways", () => {
    const message = "either mean and p99, or median and sigma";
    expect(problems({ kind: "lognormal", mean: "1s" })).toEqual([message]);
    expect(problems({ kind: "lognormal", mean: "1s", p99: "2s", sigma: 1 })).toEqual([message]);
  });

  test("p99 below the mean, max below min and weights that are all zero are refused", () => {
    expect(problems({ kind: "lognormal", mean: "2s", p99: "1s" })).toEqual(["a p99 that is not below the mean"]);
    expect(problems({ kind: "uniform", min: "2s", max: "1s" })).toEqual(["a max that is not below min"]);
    expect(problems({ kind: "bounded-pareto", min: "2s", max: "2s", alpha: 1 })).toEqual(["a max above min"]);
    expect(problems({ kind: "mixture", parts: [{ weight: 0, of: "1s" }] })).toEqual(["at least one weight above 0"]);
  });

  test.each([
    ["n\n1\nx", 't.csv: expected a number in "n", got "x" in row 2'],
    ["n\n1\n-2", 't.csv: expected values of "n" that are not negative, got -2 in row 2'],
    ["m\n1", 't.csv: expected a column "n", got the columns m'],
    ["n\n", "t.csv: expected a line of column names and at least one row, got 1 lines"],
    ["n,m\n1", "t.csv: expected rows of comma-separated values, all equally long, got "],
  ])("a CSV file that cannot be used is the user's error: %j", (text, message) => {
    const attempt = () => create({ kind: "empirical", file: "t.csv", column: "n", unit: "1ms" }, { "t.csv": text });
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(message);
  });
});
