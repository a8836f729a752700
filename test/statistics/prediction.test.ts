import { describe, expect, test } from "vitest";
import type { Stratum } from "../../sim/statistics/moments.js";
import { stratifiedPrediction } from "../../sim/statistics/prediction.js";
import { normals, uniforms } from "./samples.js";

/** How the value of a run comes about, from as many standard normal and uniform values as it needs. */
type Draw = (normal: () => number, uniform: () => number) => number;

const normal =
  (mean: number, deviation: number): Draw =>
  (next) =>
    mean + deviation * next();
const lognormal =
  (median: number, sigma: number): Draw =>
  (next) =>
    median * Math.exp(sigma * next());
const capped =
  (median: number, sigma: number, most: number): Draw =>
  (next) =>
    Math.min(most, median * Math.exp(sigma * next()));
const between =
  (low: number, high: number): Draw =>
  (_, uniform) =>
    low + (high - low) * uniform();
const count =
  (mean: number, size = 1): Draw =>
  (_, uniform) => {
    let events = 0;
    for (let left = Math.exp(-mean), product = uniform(); product > left; product *= uniform()) events++;
    return events * size;
  };

/**
 * Predicts many times from ten runs a stratum, and looks up in 10,000 draws of the true mixture how much of it lies
 * below and above: each tail apart, as shares of one on average.
 */
function tails(rare: number, usual: Draw, seldom: Draw, event = 0, predictions = 150) {
  const streams = [normals(11, 60_000).values(), uniforms(12, 200_000).values()];
  const [next, uniform] = streams.map((stream) => () => stream.next().value!);
  const draw = (one: Draw) => one(next, uniform);
  const truth = Array.from({ length: 10_000 }, () => draw(uniform() < rare ? seldom : usual));
  const share = (isBeyond: (value: number) => boolean) => truth.filter(isBeyond).length / truth.length;
  let [below, above] = [0, 0];
  for (let i = 0; i < predictions; i++) {
    const ten = (one: Draw) => Array.from({ length: 10 }, () => draw(one));
    const strata = [
      { probability: 1 - rare, values: ten(usual) },
      { probability: rare, values: ten(seldom) },
    ];
    const { low, high } = stratifiedPrediction(strata, 0.95, event)!;
    below += share((value) => value < low) / predictions;
    above += share((value) => value > high) / predictions;
  }
  return { below, above };
}

describe("the range of one run over strata", () => {
  // Student's range over both humps put 0 % below and 8 to 17 % above in such mixtures.
  test.each([
    ["two humps far apart", 0.3, normal(500, 10), normal(1300, 300)],
    ["a crunch that scatters widely above", 0.3, normal(500, 10), lognormal(1100, 0.5)],
    ["a crunch whose moment decides", 0.3, normal(500, 10), between(600, 2400)],
    ["as likely humps", 0.5, normal(500, 50), normal(2000, 400)],
    ["a crunch that is rarer than the tail", 0.014, normal(500, 10), between(600, 2400)],
    ["a crunch that is most of the tail", 0.05, lognormal(500, 0.05), lognormal(1100, 0.5)],
    ["a crunch that a timeout cuts off", 0.27, normal(600, 10), capped(3100, 1.3, 10_000)],
  ])("leaves about 2.5 %% of single runs below and above: %s", (_, rare, usual, seldom) => {
    const { below, above } = tails(rare, usual, seldom);
    expect(below).toBeGreaterThan(0.01);
    expect(below).toBeLessThan(0.04);
    expect(above).toBeGreaterThan(0.005);
    expect(above).toBeLessThan(0.04);
  });

  test.each([
    ["that come singly", 0.3, count(0.06), count(3), 1],
    ["that come fifteen at a time", 0.3, count(0.3, 15), count(2, 15), 15],
    ["that are seldom in either", 0.02, count(0.03), count(0.5), 1],
  ])(
    "of counts %s leaves at most 2.5 %% of single runs above, and none below zero",
    (_, rare, usual, seldom, event) => {
      const { below, above } = tails(rare, usual, seldom, event);
      expect(below).toBe(0);
      expect(above).toBeLessThan(0.025);
    },
  );

  test("ends where single runs end: 500 ms in usual nights, up to 2.4 s in one of three", () => {
    const strata: readonly Stratum[] = [
      { probability: 0.7, values: [498, 501, 499, 503, 500, 502, 497, 500, 499, 501] },
      { probability: 0.3, values: [640, 700, 820, 930, 1050, 1180, 1370, 1600, 1900, 2362] },
    ];
    const { low, high } = stratifiedPrediction(strata)!;
    expect(low).toBeGreaterThan(480);
    expect(low).toBeLessThan(500);
    expect(high).toBeGreaterThan(1900);
    expect(high).toBeLessThan(2600);
  });

  test("of one stratum is that of the stratum: what is not weighed changes nothing", () => {
    const values = [2, 4, 6, 8];
    const alone = stratifiedPrediction([{ probability: 1, values }]);
    expect(
      stratifiedPrediction([
        { probability: 0.2, values },
        { probability: 0.8, values: [] },
      ]),
    ).toEqual(alone);
  });

  test("has a width where ten runs were equal and another one may differ, and none where it cannot", () => {
    const ten = [{ probability: 1, values: Array.from({ length: 10 }, () => 7) }];
    expect(stratifiedPrediction(ten, 0.95, 1)).toEqual({ low: 6, high: 8 });
    expect(stratifiedPrediction(ten, 0.95, 0)).toEqual({ low: 7, high: 7 });
    // By 3/n another run differs in less than 2.5 % of cases from 120 on.
    const many = [{ probability: 1, values: Array.from({ length: 20 }, () => 0) }];
    expect(stratifiedPrediction(many, 0.95, 1)).toEqual({ low: 0, high: 1 });
  });

  test("a stratum of a single run predicts nothing", () => {
    const strata = [
      { probability: 0.5, values: [1, 2] },
      { probability: 0.5, values: [3] },
    ];
    expect(stratifiedPrediction(strata)).toBeNull();
  });
});
