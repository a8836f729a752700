import { expect, test } from "vitest";
import { beyondChance } from "../../sim/outcome/effect.js";

test("the smallest p-value is held against the risk over all, the next against that over the rest, up to the first that fails", () => {
  // 0.05/4 = 0.0125, 0.05/3 = 0.0167, 0.05/2 = 0.025: the third fails, and so does the fourth, although 0.03 < 0.05.
  expect(beyondChance([0.03, 0.01, 0.016, 0.026], 0.05)).toEqual([false, true, true, false]);
  expect(beyondChance([0.013, 0.9, 0.9, 0.9], 0.05)).toEqual([false, false, false, false]);
  expect(beyondChance([], 0.05)).toEqual([]);
});
