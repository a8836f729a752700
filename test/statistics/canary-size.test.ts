import { describe, expect, test } from "vitest";
import {
  canaryRequestsNeeded,
  Histogram,
  hasRisen,
  type LatencyPair,
  Moments,
  planOf,
  powerOn,
  type QuantilePlan,
  type QuantileRatio,
  quantileRatio,
  ratioError,
  requestsForProportion,
  smallestFound,
  tailOf,
  testSeen,
} from "../../sim/statistics/index.js";
import {
  autoregressive,
  closedForm,
  judged,
  lognormal,
  pair,
  plannedBy,
  regimes,
  type Series,
} from "./latency-series.js";
import { binomialRange } from "./samples.js";

const plan: QuantilePlan = { p: 0.99, sigma: 1, inflation: 1, level: 0.05, power: 0.8 };

describe("answers that a canary needs", () => {
  test("ECS's own canary, 5 % for ten minutes, needs 4,643 of them for +15 % at sigma 1: 155 requests a second in total", () => {
    const needed = canaryRequestsNeeded(plan, 0.15, { share: 0.05 });
    expect(Math.round(needed)).toBe(4_643);
    expect(Math.round(needed / 0.05 / 600)).toBe(155);
  });

  test("by hand: 0.0099 ÷ 0.02665² is 13.94, (1.6449 + 0.8416)² is 6.183, ln 1.15² is 0.01953; equal parts double it", () => {
    const alone = (13.94 * 6.183) / 0.01953;
    expect(canaryRequestsNeeded(plan, 0.15, { share: 0.5 })).toBeCloseTo(2 * alone, -1);
    expect(canaryRequestsNeeded(plan, 0.15, { requests: 1e12 })).toBeCloseTo(alone, -1);
  });

  test("they grow with sigma squared and with what dependence adds", () => {
    const one = canaryRequestsNeeded(plan, 0.15, { share: 0.1 });
    expect(canaryRequestsNeeded({ ...plan, sigma: 1.5 }, 0.15, { share: 0.1 })).toBeCloseTo(2.25 * one, 6);
    expect(canaryRequestsNeeded({ ...plan, inflation: 3 }, 0.15, { share: 0.1 })).toBeCloseTo(3 * one, 6);
  });

  test("a baseline that has answered too few requests is never enough", () => {
    expect(canaryRequestsNeeded(plan, 0.15, { requests: 4_000 })).toBe(Number.POSITIVE_INFINITY);
    expect(canaryRequestsNeeded(plan, 0.15, { share: 1 })).toBe(Number.POSITIVE_INFINITY);
    // 1/n = 1/4411 − 1/8822.5
    expect(canaryRequestsNeeded(plan, 0.15, { requests: 8_822.5 })).toBeCloseTo(8_822.5, -1);
  });

  test("power and the smallest rise that is found are the same sum read from other sides", () => {
    const canary = canaryRequestsNeeded(plan, 0.25, { share: 0.2 });
    expect(powerOn(plan, 0.25, canary, 4 * canary)).toBeCloseTo(0.8, 9);
    expect(smallestFound(plan, canary, 4 * canary)).toBeCloseTo(0.25, 9);
    expect(powerOn(plan, 0, canary, 4 * canary)).toBeCloseTo(0.05, 9);
    expect(ratioError(plan, canary, 4 * canary)).toBeCloseTo(Math.log(1.25) / (1.6448536 + 0.8416212), 6);
  });

  test("a rise of errors from 10 to 20 % in equal parts needs 156.9 each, as Fleiss, Levin and Paik have it", () => {
    // p̄ = 0.15: (1.6449 √(2 · 0.1275) + 0.8416 √(0.09 + 0.16))² ÷ 0.01
    const each = requestsForProportion({ before: 0.1, after: 0.2 }, { level: 0.05, power: 0.8 }, 0.5);
    expect(each).toBeCloseTo((1.6449 * 0.50498 + 0.8416 * 0.5) ** 2 / 0.01, 1);
    expect(requestsForProportion({ before: 0.02, after: 0.01 }, { level: 0.05, power: 0.8 }, 0.5)).toBe(Infinity);
  });
});

/** A histogram of the quantiles of a distribution: what endlessly many values would show. */
function exact(quantile: (p: number) => number, count = 200_000) {
  const histogram = new Histogram();
  for (let i = 0; i < count; i++) histogram.record(Math.round(quantile((i + 0.5) / count)));
  return histogram.snapshot();
}

describe("the tail of a histogram", () => {
  test("of exponential values: its logarithm has the density 0.01 · ln 100 at the p99", () => {
    const told = tailOf(
      exact((p) => -1e6 * Math.log1p(-p)),
      0.99,
    )!;
    expect(told.quantile / 1e6).toBeCloseTo(Math.log(100), 1);
    // φ(2.326) = 0.026652
    expect(told.sigma).toBeCloseTo(0.026652 / (0.01 * Math.log(100)), 2);
  });

  test("is unknown below two hundred values", () => {
    expect(
      tailOf(
        exact((p) => 1e6 * p, 199),
        0.99,
      ),
    ).toBeNull();
  });
});

describe("the test of p99", () => {
  const series = lognormal(1);

  test("sees its sigma, and independent requests as such", () => {
    const told = Array.from({ length: 30 }, (_, run) => pair(series, 9_000, 9_000, 21, run));
    const mean = (of: (typeof told)[number][]) => of.reduce((sum, { sigma }) => sum + sigma, 0) / of.length;
    expect(mean(told)).toBeCloseTo(1, 1);
    const inflation = told.reduce((sum, each) => sum + each.inflation, 0) / told.length;
    // 119 degrees of freedom each: 30 of them know it to 8 % at 99.9 %, and the density is not in it.
    expect(Math.abs(inflation - 1)).toBeLessThan(0.08);
  });

  test("what befalls both revisions in the same stretches is no news of either", () => {
    const calm = pair(series, 6_000, 6_000, 22, 0);
    const stretches = (slow: boolean): LatencyPair[] =>
      Array.from({ length: 60 }, (_, at) => {
        const factor = slow && at % 6 === 0 ? 1.6 : 1;
        const of = () => exact((p) => 2e5 * factor * Math.exp(2 * (p - 0.5)), 400);
        return { canary: of(), baseline: of() };
      });
    const burst = quantileRatio(stretches(true), 0.99)!;
    expect(burst.logRatio).toBe(0);
    expect(burst.standardError).toBeLessThan(calm.standardError);
  });

  test("fewer than ten stretches, or two answers beyond the quantile, tell nothing", () => {
    const few = { canary: exact((p) => 1e6 * p, 10), baseline: exact((p) => 1e6 * p, 1_000) };
    expect(
      quantileRatio(
        Array.from({ length: 19 }, () => few),
        0.99,
      ),
    ).toBeNull();
    expect(
      quantileRatio(
        Array.from({ length: 20 }, () => few),
        0.99,
      ),
    ).not.toBeNull();
    const many = { canary: few.baseline, baseline: few.baseline };
    expect(
      quantileRatio(
        Array.from({ length: 9 }, () => many),
        0.99,
      ),
    ).toBeNull();
  });

  test("alarms at a ratio beyond Student's quantile, and later where the canary has few answers", () => {
    const told = { ...pair(series, 6_000, 6_000, 23, 0), degreesOfFreedom: 59, standardError: 0.1, skewness: 0 };
    expect(hasRisen({ ...told, logRatio: 0.168 }, 0.05)).toBe(true); // t = 1.671
    expect(hasRisen({ ...told, logRatio: 0.166 }, 0.05)).toBe(false);
    expect(hasRisen({ ...told, logRatio: 0.168, skewness: 0.3 }, 0.05)).toBe(false); // 0.3/6 · (1.645² − 1) = 0.085
  });

  test("is no lower for a canary with few answers: of values whose tail is a power, the logarithm has no bias", () => {
    // Of 499 answers four lie beyond the rank of the p99, where 4.99 would: ln(4.99 ÷ 4.5) of a sigma of 0.5 in the logarithm.
    const powers: Series = (random) => () => 2e5 * Math.exp(0.5 * random.exponential());
    const ratios = Array.from({ length: 300 }, (_, run) => pair(powers, 499, 2_000, 26, run).logRatio);
    const { mean, standardDeviation } = Moments.of(ratios);
    expect(Math.abs(mean)).toBeLessThan((3 * standardDeviation) / Math.sqrt(ratios.length));
    expect((0.5 * Math.log(4.99 / 4.5)) / (standardDeviation / Math.sqrt(ratios.length))).toBeGreaterThan(3.3);
  });

  // Whole in canary-size.nightly.ts.
  test("has a power of 80 % and a size of 5 % on the answers that the closed form asks for", () => {
    const { power, size } = judged(lognormal(0.5), closedForm(0.5), 0.5, 24, 150);
    const [found, alarms] = [binomialRange(0.8, 150), binomialRange(0.05, 150)];
    expect(power).toBeGreaterThan(found.low);
    expect(power).toBeLessThan(found.high);
    expect(size).toBeLessThan(alarms.high);
  });

  test("measures that requests depend on each other: twice the variance at a correlation of 0.7", () => {
    const { plan: told } = plannedBy(autoregressive(1, 0.7), 0.5, 25, 10, 8_000);
    // 1 + 2 Σ (P(both beyond the p99, k apart) − 0.01²) ÷ 0.0099 is 2.036 by the bivariate normal distribution.
    expect(told.inflation).toBeGreaterThan(1.7);
    expect(told.inflation).toBeLessThan(2.4);
  });
});

describe("how the test is held", () => {
  const look = { ...pair(lognormal(1), 6_000, 6_000, 27, 0), adjacent: 0, logRatio: 0 };
  const runs = (adjacent: number, logRatio = () => 0) =>
    Array.from({ length: 20 }, (_, run) => ({ ...look, adjacent, logRatio: logRatio() * (run % 2 === 0 ? 1 : -1) }));

  test("by all stretches where they do not depend on each other, else by so few waves that these miss under 1 %", () => {
    // π² k² φ ÷ (3 · 120² (1 − φ)²) of k waves: 119 of them up to φ = 0.0031, 60 to 0.0119, 30 to 0.044 and 15 to 0.145.
    expect(
      [0, 0.003, 0.004, 0.011, 0.013, 0.043, 0.046, 0.14, 0.15].map((each) => testSeen(runs(each)).form.waves),
    ).toEqual([null, null, 60, 60, 30, 30, 15, 15, 8]);
  });

  test("fewer waves know the error less well: eight ask for 22 % more answers", () => {
    const [all, few] = [0, 0.3].map((adjacent) => planOf(testSeen(runs(adjacent)), plan));
    expect(all.degreesOfFreedom).toBeUndefined();
    expect(few.degreesOfFreedom).toBe(8);
    const needed = (of: QuantilePlan) => canaryRequestsNeeded({ ...of, inflation: 1 }, 0.15, { share: 0.5 });
    // (1.8595 + 0.8889)² ÷ (1.6449 + 0.8416)²
    expect(needed(few) / needed(all)).toBeCloseTo(1.2218, 2);
    expect(powerOn({ ...few, inflation: 1 }, 0.15, needed(few), needed(few))).toBeCloseTo(0.8, 9);
  });

  test("with more error where runs scatter by more than it, beyond chance", () => {
    const wild = testSeen(runs(0, () => 2 * look.standardError));
    // 20 runs that lie two standard errors off: 4 · 20 ÷ 19.
    expect(wild.scatter!.value).toBeCloseTo(80 / 19, 9);
    expect(wild.form.factor).toBeCloseTo(Math.sqrt(80 / 19), 9);
    expect(testSeen(runs(0, () => 1.1 * look.standardError)).form.factor).toBe(1);
    const risen = { ...look, logRatio: 2 * look.standardError, skewness: 0 };
    expect([hasRisen(risen, 0.05), hasRisen(risen, 0.05, wild.form)]).toEqual([true, false]);
  });

  test("the slowest waves see what lasts longer than a stretch: busy times of fifty answers in stretches of forty", () => {
    const looks = Array.from({ length: 40 }, (_, run) => pair(regimes(0.5, 50), 5_000, 5_000, 28, run));
    const mean = (of: (look: QuantileRatio) => number) => Moments.of(looks.map(of)).mean;
    const ratio = mean(({ slowErrors }) => slowErrors[3] ** 2) / mean(({ standardError }) => standardError ** 2);
    expect(ratio).toBeGreaterThan(1.1);
    expect(ratio).toBeLessThan(1.8);
    expect(mean(({ adjacent }) => adjacent)).toBeGreaterThan(0.05);
  });
});
