import { describe, expect, test } from "vitest";
import { items } from "../../sim/cost/items/index.js";

describe("every item of a bill", () => {
  test("has a name of its own", () => {
    expect(new Set(items.map(({ item }) => item)).size).toBe(items.length);
  });

  test("reads meters that no other item reads, so that nothing is charged twice", () => {
    const meters = items.flatMap(({ perUnit }) => Object.keys(perUnit));
    expect(new Set(meters).size).toBe(meters.length);
  });

  test.each(items)("$item needs a positive amount of each of its meters for one unit", ({ perUnit }) => {
    const amounts = Object.values(perUnit);
    expect(amounts.length).toBeGreaterThan(0);
    for (const amount of amounts) expect(amount).toBeGreaterThan(0);
  });
});
