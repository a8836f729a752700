import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bucketCount,
  bucketOf,
  bucketStart,
  bucketsEnd,
  bucketWidth,
  Histogram,
  HistogramWindow,
} from "../../sim/statistics/histogram.js";

const relativeError = 1 / 256;

/** Whole values of every magnitude, as durations are. */
const value = fc.double({ min: 0, max: 40.9, noNaN: true }).map((exponent) => Math.floor(2 ** exponent));
const values = fc.array(value, { minLength: 1, maxLength: 300 });

function histogramOf(recorded: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const one of recorded) histogram.record(one);
  return histogram;
}

const sorted = (unsorted: readonly number[]): number[] => [...unsorted].sort((a, b) => a - b);

describe("buckets", () => {
  const all = Array.from({ length: bucketCount }, (_, bucket) => bucket);

  test("every bucket holds the values from its start to the start of the next one", () => {
    const starts = all.map(bucketStart);
    const ends = all.map((bucket) => bucketStart(bucket) + bucketWidth(bucket));
    expect(starts.map(bucketOf)).toEqual(all);
    expect(ends.map((end) => bucketOf(end - 1))).toEqual(all);
    expect(ends).toEqual([...starts.slice(1), bucketsEnd]);
  });

  test("no bucket is wider than 1/256 of its start, and those below 512 hold one value", () => {
    const tooWide = all.slice(1).filter((bucket) => {
      const [start, width] = [bucketStart(bucket), bucketWidth(bucket)];
      return start < 512 ? width !== 1 : width > relativeError * start;
    });
    expect(tooWide).toEqual([]);
  });
});

describe("histogram", () => {
  test("a quantile is within 1/256 of the value of nearest rank in the sorted list", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 1000 }), (recorded, permille) => {
        const exact = sorted(recorded)[Math.max(1, Math.ceil((permille * recorded.length) / 1000)) - 1];
        const quantile = histogramOf(recorded).quantile(permille / 1000);
        expect(Math.abs(quantile - exact)).toBeLessThanOrEqual(relativeError * exact);
      }),
    );
  });

  test("values below 512 give exact quantiles", () => {
    const recorded = Array.from({ length: 100 }, (_, i) => i + 1);
    const histogram = histogramOf(recorded);
    expect([0, 0.07, 0.5, 0.99, 0.991, 1].map((p) => histogram.quantile(p))).toEqual([1, 7, 50, 99, 100, 100]);
  });

  test("no quantile exceeds the largest value", () => {
    fc.assert(
      fc.property(values, (recorded) => {
        expect(histogramOf(recorded).quantile(1)).toBeLessThanOrEqual(Math.max(...recorded));
      }),
    );
  });

  test("counting up to a limit is off by no more than the values that share its bucket", () => {
    fc.assert(
      fc.property(values, value, (recorded, limit) => {
        const exact = recorded.filter((one) => one <= limit).length;
        const sharing = recorded.filter((one) => bucketOf(one) === bucketOf(limit)).length;
        expect(Math.abs(histogramOf(recorded).countAtMost(limit) - exact)).toBeLessThanOrEqual(sharing);
      }),
    );
  });

  test("a limit inside a bucket of four takes its share of it", () => {
    // 2048..2055 is one bucket of width 8; of its four values a limit of 2049 takes 2/8.
    const histogram = histogramOf([10, 2048, 2050, 2052, 2054, 9000]);
    expect(histogram.countAtMost(2049)).toBe(1 + 4 * (2 / 8));
    expect([histogram.countAtMost(-1), histogram.countAtMost(9), histogram.countAtMost(1e15)]).toEqual([0, 0, 6]);
  });

  test("values beyond 25 days share the last bucket and keep the exact maximum", () => {
    const histogram = histogramOf([1, 2 ** 45, 2 ** 46 + 3]);
    expect([histogram.count, histogram.max, histogram.quantile(1)]).toEqual([3, 2 ** 46 + 3, 2 ** 46 + 3]);
  });

  test("an empty histogram has no quantile and no mean", () => {
    const histogram = Histogram.from(new Histogram().snapshot());
    expect([histogram.quantile(0.5), histogram.mean, histogram.count, histogram.max]).toEqual([NaN, NaN, 0, 0]);
  });

  test("merging equals recording all values in one", () => {
    fc.assert(
      fc.property(values, values, (some, more) => {
        const merged = Histogram.from(histogramOf(some).snapshot());
        merged.merge(histogramOf(more).snapshot());
        expect(merged.snapshot()).toEqual(histogramOf([...some, ...more]).snapshot());
      }),
    );
  });

  test("a snapshot survives the journey between threads and holds only the used range", () => {
    const snapshot = histogramOf([300, 302]).snapshot();
    expect(snapshot).toEqual({ sum: 602, max: 302, firstBucket: 300, counts: Uint32Array.of(1, 0, 1) });
    expect(Histogram.from(structuredClone(snapshot)).snapshot()).toEqual(snapshot);
  });
});

describe("histogram window", () => {
  test("each advance gives what was recorded since the last one", () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 5 }), (minutes) => {
        const total = new Histogram();
        const window = new HistogramWindow(total);
        for (const minute of minutes) {
          for (const one of minute) total.record(one);
          const alone = histogramOf(minute);
          const gained = window.advance();
          expect([gained.count, gained.sum]).toEqual([alone.count, alone.sum]);
          expect(gained.snapshot().counts).toEqual(alone.snapshot().counts);
          expect(gained.countAtMost(1000)).toBeCloseTo(alone.countAtMost(1000), 6);
          expect(gained.max).toBeLessThanOrEqual(alone.max * (1 + relativeError));
        }
        expect(window.advance().count).toBe(0);
      }),
    );
  });
});
