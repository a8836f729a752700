import { expect, test } from "vitest";
import { warmUpOf } from "../../sim/statistics/warm-up.js";
import { binomialRange, normals, rows } from "./samples.js";

const runs = 10;
const noise = (count: number, seed = 1) => rows(normals(seed, runs * count), count);
const steady = { cut: 0, isTooShort: false };

test("series that begin elsewhere lose their beginning", () => {
  const rises = noise(500).map((values) => values.map((value, at) => value + (at < 60 ? at - 60 : 0)));
  const { cut, isTooShort } = warmUpOf(rises)!;
  expect(cut).toBeGreaterThanOrEqual(55);
  expect(cut).toBeLessThanOrEqual(100);
  expect(isTooShort).toBe(false);
});

test("where the best cut lies in the second half they are too short, and nobody can tell of fewer than fifty values", () => {
  const falls = noise(500).map((values) => values.map((value, at) => value + (at < 400 ? 50 - at / 8 : 0)));
  expect(warmUpOf(falls)).toMatchObject({ isTooShort: true });
  expect(warmUpOf(noise(49))).toBeNull();
});

test("values that a series does not tell are passed over", () => {
  const [first, ...others] = noise(500).map((values) => values.map((value, at) => value + (at < 60 ? at - 60 : 0)));
  const thin = [first.map((value, at) => (at % 3 === 0 ? value : Number.NaN)), ...others];
  expect(warmUpOf(thin)!.cut).toBeGreaterThanOrEqual(55);
});

// Of their means MSER-5 by itself cuts off something in nearly half.
test.each([0, 0.8])(
  "of series that are steady from their start, correlation %f, at most one in a hundred loses any",
  (correlation) => {
    const experiments = 300;
    const cut = Array.from({ length: experiments }, (_, seed) => {
      const series = noise(120, 1_000 + seed).map((values) => autoregressive(values, correlation));
      return JSON.stringify(warmUpOf(series)) === JSON.stringify(steady) ? 0 : 1;
    });
    const share = cut.reduce<number>((sum, each) => sum + each, 0) / experiments;
    expect(share).toBeLessThanOrEqual(binomialRange(0.01, experiments).high);
  },
);

function autoregressive(values: readonly number[], correlation: number): number[] {
  let last = values[0];
  return values.map((value, at) => {
    if (at > 0) last = correlation * last + Math.sqrt(1 - correlation ** 2) * value;
    return last;
  });
}
