import { describe, expect, test } from "vitest";
import { ScalingLag } from "../../sim/scaling/index.js";

describe("the lag of a scale-out", () => {
  /** One observation a microsecond: tasks needed, tasks healthy. Gives every lag that was measured. */
  const lagsOf = (...observations: readonly (readonly [needed: number, healthy: number])[]) => {
    const lag = new ScalingLag();
    return observations.flatMap(([needed, healthy], now) => {
      const before = lag.count;
      lag.observe(now, needed, healthy);
      return lag.count > before ? [lag.last] : [];
    });
  };

  test("runs from the first instant of too little to the first of enough", () => {
    expect(lagsOf([10, 10], [12, 10], [12, 10], [12, 11], [12, 12], [12, 12])).toEqual([3]);
  });

  test("goes on where demand grows further meanwhile", () => {
    expect(lagsOf([12, 10], [14, 12], [14, 14])).toEqual([2]);
  });

  test("is not counted where demand fell back before any task came", () => {
    expect(lagsOf([12, 10], [12, 10], [9, 10])).toEqual([]);
  });

  test("is none where one task fails as another becomes healthy, in the same instant", () => {
    const lag = new ScalingLag();
    lag.observe(5, 12, 11);
    lag.observe(5, 12, 12);
    expect(lag.count).toBe(0);
  });

  test("is measured for each spell by itself", () => {
    expect(lagsOf([11, 10], [11, 11], [13, 11], [13, 11], [13, 13])).toEqual([1, 2]);
  });

  test("is under way from the first instant of too little, once some of the tasks have come", () => {
    const lag = new ScalingLag();
    lag.observe(3, 12, 10);
    expect([lag.underWay(5, 10), lag.underWay(7, 11)]).toEqual([0, 4]);
    lag.observe(8, 12, 12);
    expect(lag.underWay(9, 12)).toBe(0);
  });
});
