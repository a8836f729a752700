import { describe, expect, test } from "vitest";
import { normalCdf, normalQuantile, studentCdf, studentQuantile } from "../../sim/statistics/distributions.js";
import { proportionInterval, ruleOfThree } from "../../sim/statistics/interval.js";
import { kolmogorovSmirnov } from "../../sim/statistics/kolmogorov-smirnov.js";
import { chiSquareTest } from "./chi-square.js";
import { uniforms } from "./samples.js";

describe("normal distribution", () => {
  test.each([
    [0.5, 0],
    [0.9, 1.281552],
    [0.95, 1.644854],
    [0.975, 1.959964],
    [0.99, 2.326348],
    [0.995, 2.575829],
    [0.999, 3.090232],
    [0.025, -1.959964],
  ])("its %f quantile is %f, as tables print it", (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 6);
  });

  test("its distribution function keeps its digits far out in the tail", () => {
    expect(normalCdf(1)).toBeCloseTo(0.8413447461, 9);
    expect(normalCdf(-3) / 0.001349898032).toBeCloseTo(1, 9);
    expect(normalCdf(-6) / 9.865876450377e-10).toBeCloseTo(1, 9);
  });
});

describe("Student's distribution", () => {
  test.each([
    [0.975, 1, 12.706205],
    [0.975, 2, 4.302653],
    [0.95, 4, 2.131847],
    [0.975, 5, 2.570582],
    [0.975, 10, 2.228139],
    [0.9995, 10, 4.586894],
    [0.975, 19, 2.093024],
    [0.995, 29, 2.756386],
    [0.975, 100, 1.983972],
    [0.975, 1000, 1.962339],
  ])("its %f quantile at %i degrees of freedom is %f, as tables print it", (p, degrees, t) => {
    expect(studentQuantile(p, degrees)).toBeCloseTo(t, 6);
    expect(studentQuantile(1 - p, degrees)).toBeCloseTo(-t, 6);
  });

  test("with one degree it is Cauchy's: tan(π(p − ½))", () => {
    for (const p of [0.55, 0.7, 0.9, 0.999]) {
      expect(studentQuantile(p, 1) / Math.tan(Math.PI * (p - 0.5))).toBeCloseTo(1, 9);
    }
  });

  test("quantile and distribution function undo each other, at fractions of a degree too", () => {
    for (const degrees of [0.7, 2.5, 13.3, 400.25]) {
      for (const p of [0.001, 0.2, 0.5, 0.8, 0.999]) {
        expect(studentCdf(studentQuantile(p, degrees), degrees)).toBeCloseTo(p, 9);
      }
    }
  });

  test("at very many degrees it is normal", () => {
    expect(studentQuantile(0.975, 1e7)).toBeCloseTo(normalQuantile(0.975), 5);
  });
});

describe("proportions", () => {
  test.each([
    [0, 20, 0, 1 - 0.025 ** (1 / 20)],
    [20, 20, 0.025 ** (1 / 20), 1],
    [5, 10, 0.187086, 0.812914],
    [19, 20, 0.751267, 0.998735],
  ])("%i of %i has the published Clopper-Pearson interval", (successes, trials, low, high) => {
    const interval = proportionInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });

  test("what was not seen in 300 trials happens at most in one of a hundred", () => {
    expect(ruleOfThree(300)).toBeCloseTo(0.01, 12);
    // The exact bound 1 − 0.05^(1/n) is a little below it.
    expect(proportionInterval(0, 300, 0.9).high).toBeLessThan(0.01);
    expect(proportionInterval(0, 300, 0.9).high).toBeGreaterThan(0.0099);
  });
});

describe("chi-square test", () => {
  test.each([
    [1, 3.841459, 0.05],
    [5, 11.070498, 0.05],
    [10, 23.209251, 0.01],
    [20, 31.410433, 0.05],
  ])("at %i degrees the published critical value %f has its p-value", (degrees, critical, pValue) => {
    // One cell off by √(critical × expected) gives exactly the critical statistic.
    const expected = Array.from({ length: degrees + 1 }, () => 100);
    const observed = expected.map((count, i) => (i === 0 ? count + Math.sqrt(critical * count) : count));
    const result = chiSquareTest(observed, expected);
    expect(result.degreesOfFreedom).toBe(degrees);
    expect(result.pValue).toBeCloseTo(pValue, 6);
  });

  test("Mendel's peas fit 9:3:3:1 with a statistic of 0.47", () => {
    const expected = [9, 3, 3, 1].map((share) => (556 * share) / 16);
    const result = chiSquareTest([315, 108, 101, 32], expected);
    expect(result.statistic).toBeCloseTo(0.47, 2);
    expect(result.pValue).toBeCloseTo(0.925, 3);
  });
});

describe("Kolmogorov-Smirnov test", () => {
  const uniform = (value: number): number => Math.min(1, Math.max(0, value));

  test("the statistic is the largest distance, worked by hand", () => {
    // At 0.7 the distribution jumps from 1/3 to 2/3: it stands 0.7 − 1/3 below the line just before.
    expect(kolmogorovSmirnov([0.9, 0.1, 0.7], uniform).statistic).toBeCloseTo(0.7 - 1 / 3, 12);
  });

  test.each([
    [20, 0.29408, 0.05],
    [20, 0.35241, 0.01],
    [50, 0.18845, 0.05],
  ])("with %i values the published critical distance %f has its p-value", (count, distance, pValue) => {
    // Values at (i − ½)/n shifted by d − 1/(2n) stand at distance d exactly.
    const shift = distance - 0.5 / count;
    const values = Array.from({ length: count }, (_, i) => (i + 0.5) / count + shift);
    const result = kolmogorovSmirnov(values, uniform);
    expect(result.statistic).toBeCloseTo(distance, 12);
    expect(result.pValue).toBeCloseTo(pValue, 2);
  });

  test("it accepts uniform values and refuses their squares", () => {
    const values = uniforms(7, 2000);
    expect(kolmogorovSmirnov(values, uniform).pValue).toBeGreaterThan(0.001);
    expect(
      kolmogorovSmirnov(
        values.map((value) => value ** 2),
        uniform,
      ).pValue,
    ).toBeLessThan(1e-6);
  });
});
