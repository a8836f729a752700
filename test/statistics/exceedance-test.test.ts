import { describe, expect, test } from "vitest";
import { ExceedanceTest } from "../../sim/statistics/index.js";
import { lognormal, peekedAt } from "./latency-series.js";

/** The probability of k successes in n. */
function binomial(k: number, n: number, p: number): number {
  let ways = 1;
  for (let i = 0; i < k; i++) ways = (ways * (n - i)) / (i + 1);
  return ways * p ** k * (1 - p) ** (n - k);
}

describe("evidence that more of the canary's answers are slow", () => {
  test.each([0.002, 0.01, 0.05, 0.3])(
    "has a mean of at most 1 over all that can happen where both are slow with probability %f: the bet is fair",
    (p) => {
      const [canary, baseline] = [6, 15];
      let mean = 0;
      for (let own = 0; own <= canary; own++) {
        for (let other = 0; other <= baseline; other++) {
          const evidence = new ExceedanceTest(0.01);
          evidence.add({ count: canary, above: own }, { count: baseline, above: other });
          mean += binomial(own, canary, p) * binomial(other, baseline, p) * evidence.evidence;
        }
      }
      expect(mean).toBeLessThanOrEqual(1 + 1e-12);
      expect(mean).toBeGreaterThan(0.5);
    },
  );

  test("and still after what happened before, which sets the next bet", () => {
    const [canary, baseline] = [4, 8];
    let mean = 0;
    for (let own = 0; own <= canary; own++) {
      for (let other = 0; other <= baseline; other++) {
        const evidence = new ExceedanceTest(0.01);
        evidence.add({ count: 300, above: 9 }, { count: 900, above: 11 });
        const before = evidence.evidence;
        evidence.add({ count: canary, above: own }, { count: baseline, above: other });
        mean += (binomial(own, canary, 0.02) * binomial(other, baseline, 0.02) * evidence.evidence) / before;
      }
    }
    expect(mean).toBeLessThanOrEqual(1 + 1e-12);
  });

  test("is none where one of them answers nothing, and weaker where requests depend on each other", () => {
    const alone = new ExceedanceTest(0.01);
    alone.add({ count: 1_000, above: 100 }, { count: 0, above: 0 });
    expect(alone.evidence).toBe(1);
    const of = (inflation: number) => {
      const evidence = new ExceedanceTest(0.01, inflation);
      evidence.add({ count: 1_000, above: 20 }, { count: 5_000, above: 50 });
      return evidence.evidence;
    };
    expect(of(1)).toBeGreaterThan(of(2));
    expect(of(2)).toBeGreaterThan(1);
  });

  // Whole in canary-size.nightly.ts.
  test("passes twenty in at most 5 % of healthy canaries that are looked at all the while, and finds a slower one", () => {
    const sampling = { stretch: 200, most: 6_000, seed: 31, runs: 60 };
    const at = (slower: number) => peekedAt(lognormal(0.5), { share: 0.5, inflation: 1, slower }, sampling);
    expect(at(1).found).toBeLessThanOrEqual(0.05);
    expect(at(1.25).found).toBeGreaterThan(0.9);
  });
});
