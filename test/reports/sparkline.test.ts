import { expect, test } from "vitest";
import { average, bars, largest, spread } from "../../reports/sparkline.js";

test("a column shows the mean or the largest of the values that share it", () => {
  expect(spread([1, 3, 5, 7], 2, average)).toEqual([2, 6]);
  expect(spread([1, 3, 5, 7], 2, largest)).toEqual([3, 7]);
});

test("few values are stretched over the whole width", () => {
  expect(spread([1, 2], 6, average)).toEqual([1, 1, 1, 2, 2, 2]);
});

test("what was not measured leaves a gap and does not hide its neighbours", () => {
  expect(spread([Number.NaN, 4, Number.NaN, Number.NaN], 2, average)).toEqual([4, Number.NaN]);
});

test("bars grow with the value from zero, and anything above zero is seen", () => {
  expect(bars([0, 0.001, 8, 15], 15)).toEqual(["   ▇", " ▁██"]);
  expect(bars([Number.NaN, 0], 0)).toEqual(["  ", "  "]);
});
