import { expect, test } from "vitest";
import { warmUpOf } from "../../sim/statistics/warm-up.js";
import { normals } from "./samples.js";

const noise = (count: number) => normals(1, count);

test("a series that is steady from its start loses little, and one that begins elsewhere its beginning", () => {
  expect(warmUpOf(noise(500))).toBeLessThan(100);
  const rises = noise(500).map((value, at) => value + (at < 60 ? at - 60 : 0));
  const cut = warmUpOf(rises)!;
  expect(cut).toBeGreaterThanOrEqual(55);
  expect(cut).toBeLessThanOrEqual(100);
});

test("where the best cut lies in the second half, or the series is short, nobody can tell", () => {
  expect(warmUpOf(noise(500).map((value, at) => value + (at < 400 ? 50 - at / 8 : 0)))).toBeNull();
  expect(warmUpOf(noise(49))).toBeNull();
});
