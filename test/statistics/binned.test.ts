import { describe, expect, test } from "vitest";
import {
  fromSparse,
  Histogram,
  kolmogorovSmirnov,
  kolmogorovSmirnovOfTwo,
  kolmogorovSmirnovUniform,
  mergeHistograms,
  toSparse,
} from "../../sim/statistics/index.js";
import { binomialRange, uniforms } from "./samples.js";

const bins = 1_000;
const tests = 600;

function binned(values: readonly number[]): Uint32Array {
  const counts = new Uint32Array(bins);
  for (const value of values) counts[Math.floor(value * bins)]++;
  return counts;
}

/** The share of many tests that refuse at 5 %. */
function refusals(pValue: (seed: number) => number): number {
  return Array.from({ length: tests }, (_, seed) => pValue(seed)).filter((p) => p < 0.05).length / tests;
}

// A little less often than 5 %: distances are seen at the edges of bins only.
const { low } = binomialRange(0.04, tests);
const { high } = binomialRange(0.05, tests);

describe("the test of Kolmogorov and Smirnov on bins", () => {
  test("sees the distance of the values themselves, short of what a bin holds", () => {
    const values = uniforms(1, 500);
    const exact = kolmogorovSmirnov(values, (value) => value).statistic;
    const seen = kolmogorovSmirnovUniform(binned(values)).statistic;
    expect(seen).toBeLessThanOrEqual(exact);
    expect(seen).toBeGreaterThan(exact - 5 / 500);
  });

  test("refuses uniform values about as often as its level says", () => {
    const share = refusals((seed) => kolmogorovSmirnovUniform(binned(uniforms(seed, 200))).pValue);
    expect(share).toBeGreaterThan(low);
    expect(share).toBeLessThan(high);
  });

  test("refuses two samples of one distribution about as often as its level says, of whatever sizes", () => {
    const share = refusals(
      (seed) => kolmogorovSmirnovOfTwo(binned(uniforms(seed, 200)), binned(uniforms(seed + 1_000, 150))).pValue,
    );
    expect(share).toBeGreaterThan(low);
    expect(share).toBeLessThan(high);
  });

  test("refuses values whose density rises", () => {
    const rising = uniforms(1, 500).map((value) => value ** 0.5);
    expect(kolmogorovSmirnovUniform(binned(rising)).pValue).toBeLessThan(1e-6);
    expect(kolmogorovSmirnovOfTwo(binned(rising), binned(uniforms(2, 500))).pValue).toBeLessThan(1e-4);
  });
});

describe("histograms that leave the process", () => {
  const histogramOf = (values: readonly number[]) => {
    const histogram = new Histogram();
    for (const value of values) histogram.record(value);
    return histogram.snapshot();
  };
  const values = uniforms(3, 400).map((value) => Math.floor(1_000 * (1 - value) ** -2));

  test("merge into what one would have counted that saw all values, empty ones included", () => {
    const parts = [values.slice(0, 100), [], values.slice(100, 250), values.slice(250)].map(histogramOf);
    expect(mergeHistograms(parts)).toEqual(histogramOf(values));
    expect(mergeHistograms([])).toEqual(histogramOf([]));
  });

  test("are the same after JSON", () => {
    for (const each of [values, [0], []]) {
      const histogram = histogramOf(each);
      expect(fromSparse(JSON.parse(JSON.stringify(toSparse(histogram))))).toEqual(histogram);
    }
  });

  test("name only the buckets that hold something", () => {
    expect(toSparse(histogramOf([3, 3, 200])).buckets).toEqual([
      [3, 2],
      [200, 1],
    ]);
  });
});
