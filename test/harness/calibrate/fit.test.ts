import { describe, expect, test } from "vitest";
import { digamma } from "../../../harness/calibrate/fit/gamma.js";
import { goodnessOf } from "../../../harness/calibrate/fit/goodness.js";
import { families, fitAll, isGood } from "../../../harness/calibrate/fit/index.js";
import { meanOf, moved, quantileOf, sampleOf } from "../../../harness/calibrate/fit/sample.js";
import { confidenceInterval } from "../../../sim/statistics/index.js";
import type { DistributionConfig } from "../../../workload/distributions/index.js";
import { drawn } from "./samples.js";

const exponential = { kind: "exponential", mean: 20_000 };
const lognormal = { kind: "lognormal", median: 15_000, sigma: 0.8 };
const gamma = { kind: "gamma", mean: 20_000, shape: 4 };
const family = (kind: string) => families.find((one) => one.kind === kind)!;
const seeds = Array.from({ length: 40 }, (_, seed) => seed);

/** The estimates of one parameter from samples of a distribution, one per seed. */
const estimates = (config: DistributionConfig, key: string) =>
  seeds.map((seed) => Number(family(config.kind).fit(drawn(config, 1_000, seed))!.config[key]));

describe("a fit", () => {
  test.each([
    [exponential, "mean", 20_000],
    [lognormal, "median", 15_000],
    [lognormal, "sigma", 0.8],
    [gamma, "mean", 20_000],
    // The maximum-likelihood estimate of the shape is biased by about 3k/n.
    [gamma, "shape", 4 * (1 + 3 / 1_000)],
  ])("of %o recovers its %s", (config, key, truth) => {
    const { low, high } = confidenceInterval(estimates(config, key), 0.999)!;
    expect(low).toBeLessThan(truth);
    expect(high).toBeGreaterThan(truth);
  });

  test.each([lognormal, gamma, exponential])("of %o keeps the mean, which the utilization law needs", (config) => {
    const sample = drawn(exponential, 500, 3);
    const { cdf } = family(config.kind).fit(sample)!;
    // The mean is the integral of 1 - F.
    const step = 100;
    let mean = 0;
    for (let x = step / 2; x < 4_000_000; x += step) mean += (1 - cdf(x)) * step;
    expect(mean / meanOf(sample)).toBeCloseTo(1, 2);
  });

  test.each([exponential, lognormal, gamma])(
    "of a sample of %o is not told apart from it, and is likelier than what is",
    (config) => {
      const fits = fitAll(drawn(config, 1_500, 11));
      const own = fits.find(({ kind }) => kind === config.kind)!;
      expect(isGood(own)).toBe(true);
      for (const other of fits.filter((fit) => !isGood(fit))) expect(other.aic).toBeGreaterThan(own.aic!);
    },
  );

  test("of another family is rejected", () => {
    const refuted = fitAll(drawn(lognormal, 1_500, 1)).filter((fit) => !isGood(fit));
    expect(refuted.map(({ kind }) => kind)).toContain("exponential");
  });

  test("of two kinds of request together is rejected for every family", () => {
    const two = sampleOf([
      ...drawn({ ...gamma, shape: 100 }, 700, 1),
      ...drawn({ ...gamma, mean: 200_000, shape: 100 }, 300, 2),
    ]);
    expect(fitAll(two).some(isGood)).toBe(false);
  });

  test("of what hardly varies is a constant, which comes first", () => {
    const steady = sampleOf(Array.from({ length: 480 }, (_, i) => 20_000 + (i % 80)));
    expect(fitAll(steady)[0]).toMatchObject({ kind: "fixed", config: { value: 20_040 }, goodness: null });
    expect(family("fixed").fit(drawn(gamma, 500, 1))).toBeNull();
  });

  test("has the quantiles of its distribution", () => {
    const fit = fitAll(drawn(exponential, 1_500, 5)).find(({ kind }) => kind === "exponential")!;
    expect(fit.quantiles[0] / fit.mean).toBeCloseTo(Math.LN2, 4);
    expect(fit.quantiles[2] / fit.mean).toBeCloseTo(Math.log(100), 4);
  });
});

describe("the goodness of fit", () => {
  test("rejects a true family as rarely as its p-value says, though the parameters come from the sample", () => {
    const pValues = seeds.map((seed) => {
      const sample = drawn(exponential, 300, 100 + seed);
      const chosen = family("exponential");
      return goodnessOf(chosen, chosen.fit(sample)!, sample).pValue;
    });
    // Binomial: of 40 p-values 20 are expected below 0.5, give or take 3.3 standard deviations of 3.2.
    const below = pValues.filter((p) => p < 0.5).length;
    expect(below).toBeGreaterThanOrEqual(9);
    expect(below).toBeLessThanOrEqual(31);
    expect(pValues.filter((p) => p < 0.01).length).toBeLessThanOrEqual(3);
  });
});

describe("a sample", () => {
  test("is moved and stretched to a mean", () => {
    const sample = moved(sampleOf([3_000, 5_000, 4_000]), 2_000, 10_000);
    expect(Array.from(sample)).toEqual([5_000, 10_000, 15_000]);
  });

  test("has quantiles of nearest rank", () => {
    const sample = sampleOf(Array.from({ length: 100 }, (_, i) => i + 1));
    expect([0.5, 0.95, 0.99, 1].map((p) => quantileOf(sample, p))).toEqual([50, 95, 99, 100]);
  });
});

test("digamma is that of the tables: minus Euler's constant at 1, and as its recurrence says", () => {
  expect(digamma(1)).toBeCloseTo(-0.5772156649, 8);
  expect(digamma(0.5)).toBeCloseTo(-1.963510026, 8);
  expect(digamma(7.5)).toBeCloseTo(digamma(6.5) + 1 / 6.5, 10);
});
