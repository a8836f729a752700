import { describe, expect, test } from "vitest";
import { Degradation, degradationShape } from "../../sim/scaling/index.js";
import { second } from "./fixture.js";

const written = {
  signal: "cpu",
  window: "30s",
  levels: [
    { above: "80 %", cpuFactor: 0.5 },
    { above: "95 %", shed: "20 %" },
  ],
  restoreBelow: "40 %",
  holdAtLeast: "5m",
  suspendsScaleIn: true,
};

/** Feeds one value a second for each of these spells and tells the level at the end of each. */
function levels(config: object, ...spells: readonly (readonly [seconds: number, value: number])[]) {
  const degradation = new Degradation(degradationShape.parse({ ...written, ...config }));
  let now = 0;
  const observe = (value: number) => {
    now += second;
    return degradation.observe(now, value);
  };
  return spells.map(([seconds, value]) => Array.from({ length: seconds }, () => observe(value))[seconds - 1]);
}
const steps = (...spells: Parameters<typeof levels>[1][]) => levels({}, ...spells).map(({ level }) => level);

describe("degradation", () => {
  test("begins when the window's mean is above the threshold, not at a peak", () => {
    // 30 s at 60 %; a window of 60 % and 100 % has mean 80 % at 15 of 30 seconds and more than that at 16.
    expect(steps([40, 0.6], [5, 1], [10, 1], [1, 1])).toEqual([0, 0, 0, 1]);
  });

  test("needs a whole window before it says anything", () => {
    expect(steps([30, 1], [1, 1])).toEqual([0, 2]);
  });

  test("enters the highest level at once, and a higher one from a lower one", () => {
    expect(steps([40, 0.6], [40, 1])).toEqual([0, 2]);
    expect(steps([40, 0.9], [40, 1])).toEqual([1, 2]);
  });

  test("is left one level at a time, each held long enough", () => {
    // Level 2 from second 31 on, until 331 at least; then level 1 until 631.
    expect(steps([31, 1], [299, 0.3], [1, 0.3], [299, 0.3], [1, 0.3])).toEqual([2, 2, 1, 1, 0]);
  });

  test("stays while the mean is between the two thresholds, however long", () => {
    expect(steps([40, 0.9], [3600, 0.5], [40, 0.3])).toEqual([1, 1, 0]);
  });

  test("keeps what the levels under it do", () => {
    const [normal, first, second] = levels({}, [40, 0.3], [40, 0.9], [40, 1]);
    expect(normal).toEqual({ level: 0, cpuFactor: 1, shed: 0, suspendsScaleIn: false });
    expect(first).toEqual({ level: 1, cpuFactor: 0.5, shed: 0, suspendsScaleIn: true });
    expect(second).toEqual({ level: 2, cpuFactor: 0.5, shed: 0.2, suspendsScaleIn: true });
  });

  test("does not change on nothing to measure", () => {
    expect(steps([40, 0.9], [600, Number.NaN])).toEqual([1, 1]);
  });

  test("reads its thresholds in the unit of its signal", () => {
    const latency = { signal: "latency", levels: [{ above: "2s", shed: "10 %" }], restoreBelow: "500ms" };
    expect(levels(latency, [40, 2.5 * second], [600, 0.4 * second]).map(({ level }) => level)).toEqual([1, 0]);
    const queue = { signal: "queue", levels: [{ above: 20, shed: "10 %" }], restoreBelow: 2 };
    expect(levels(queue, [40, 25], [600, 1]).map(({ level }) => level)).toEqual([1, 0]);
  });
});

describe("a degradation is refused", () => {
  test.each([
    ["without a level", { levels: [] }],
    ["with a level that does nothing", { levels: [{ above: "80 %" }] }],
    ["with levels out of order", { levels: written.levels.toReversed() }],
    ["with a restoreBelow above its first level", { restoreBelow: "90 %" }],
    ["with a threshold in another unit", { signal: "latency" }],
    ["with an unknown signal", { signal: "memory" }],
  ])("%s", (_, config) => {
    expect(degradationShape.safeParse({ ...written, ...config }).success).toBe(false);
  });
});

test("a degradation is written as it was read", () => {
  const config = degradationShape.parse(written);
  expect(degradationShape.parse(degradationShape.encode(config))).toEqual(config);
});
