import { describe, expect, test } from "vitest";
import { Oscillation, ScalingLag } from "../../sim/scaling/index.js";
import { minute, second } from "./fixture.js";

describe("the lag of a scale-out", () => {
  /** One observation a second: tasks needed, tasks healthy. */
  const lagOf = (...observations: readonly (readonly [needed: number, healthy: number])[]) => {
    const lag = new ScalingLag();
    for (const [index, [needed, healthy]] of observations.entries()) lag.observe(index * second, needed, healthy);
    return lag;
  };

  test("runs from the first second of too little to the first of enough", () => {
    const lag = lagOf([10, 10], [12, 10], [12, 10], [12, 11], [12, 12], [12, 12]);
    expect([lag.count, lag.mean, lag.max]).toEqual([1, 3 * second, 3 * second]);
  });

  test("goes on where demand grows further meanwhile", () => {
    const lag = lagOf([12, 10], [14, 12], [14, 14]);
    expect([lag.count, lag.max]).toEqual([1, 2 * second]);
  });

  test("is not counted where demand fell back before any task came", () => {
    const lag = lagOf([12, 10], [12, 10], [9, 10]);
    expect(lag.count).toBe(0);
    expect([lag.mean, lag.max]).toEqual([Number.NaN, Number.NaN]);
  });

  test("is the mean and the longest of several", () => {
    const lag = lagOf([11, 10], [11, 11], [13, 11], [13, 11], [13, 13]);
    expect([lag.count, lag.mean, lag.max]).toEqual([2, 1.5 * second, 2 * second]);
  });
});

describe("oscillation", () => {
  const count = (window: number, ...activities: readonly (readonly [at: number, direction: "out" | "in"])[]) => {
    const oscillation = new Oscillation(window);
    for (const [at, direction] of activities) oscillation.observe(at * minute, direction);
    return oscillation.count;
  };

  test("is two opposite activities within the window", () => {
    expect(count(5 * minute, [0, "out"], [5, "in"])).toBe(1);
    expect(count(5 * minute, [0, "in"], [6, "out"])).toBe(0);
    expect(count(30 * minute, [0, "in"], [6, "out"])).toBe(1);
    expect(count(5 * minute, [0, "out"], [1, "out"])).toBe(0);
  });

  test("pairs each activity once", () => {
    expect(count(5 * minute, [0, "out"], [1, "in"], [2, "out"])).toBe(1);
    expect(count(5 * minute, [0, "out"], [1, "in"], [2, "out"], [3, "in"])).toBe(2);
    expect(count(5 * minute, [0, "out"], [1, "out"], [2, "in"])).toBe(1);
    expect(count(5 * minute, [0, "out"], [1, "out"], [2, "in"], [3, "in"])).toBe(2);
  });

  test("prefers the older partner, which would be lost sooner", () => {
    expect(count(5 * minute, [0, "out"], [4, "out"], [5, "in"], [9, "in"])).toBe(2);
  });
});
