import { describe, expect, test } from "vitest";
import { items } from "../../sim/cost/items/index.js";

describe("every item of a bill", () => {
  test("has a name of its own", () => {
    expect(new Set(items.map(({ item }) => item)).size).toBe(items.length);
  });

  test("reads meters that no other item reads, so that nothing is charged twice", () => {
    const whole = items.filter(({ tier }) => tier === undefined || tier.from === 0);
    const meters = whole.flatMap(({ perUnit }) => Object.keys(perUnit));
    expect(new Set(meters).size).toBe(meters.length);
  });

  test("with tiers begins where the one before it ends, up to any quantity", () => {
    const tiered = items.filter(({ tier }) => tier !== undefined);
    const meters = new Set(tiered.map(({ perUnit }) => JSON.stringify(perUnit)));
    expect(meters.size).toBe(2);
    for (const meter of meters) {
      const own = tiered.filter(({ perUnit }) => JSON.stringify(perUnit) === meter);
      expect(own.map(({ tier }) => tier!.from)).toEqual([0, ...own.slice(0, -1).map(({ tier }) => tier!.to)]);
      expect(own.at(-1)!.tier!.to).toBe(Number.POSITIVE_INFINITY);
    }
  });

  test.each(items)("$item needs a positive amount of each of its meters for one unit", ({ perUnit }) => {
    const amounts = Object.values(perUnit);
    expect(amounts.length).toBeGreaterThan(0);
    for (const amount of amounts) expect(amount).toBeGreaterThan(0);
  });
});
