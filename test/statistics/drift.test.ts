import { describe, expect, test } from "vitest";
import { drifts, falseAlarmEvery } from "../../sim/statistics/drift.js";
import { Random } from "../../workload/random.js";

const nights = 1_000;

function stream(name: string): () => number {
  const random = Random.stream(1, name);
  return () => random.uniform();
}

/** Noise of a shape, a thousand nights of it, from a seed fixed beforehand. */
const shapes = {
  normal: (u: () => number) => Math.sqrt(-2 * Math.log(u())) * Math.cos(2 * Math.PI * u()),
  "heavy-tailed": (u: () => number) => 1 / u() ** 0.6,
  "of few values": (u: () => number) => Math.floor(u() * 4),
} as const;

describe("noise alone", () => {
  test.each(Object.entries(shapes))(
    "that is %s is called a drift no more often than once in 1,000 nights",
    (name, draw) => {
      const series = 150;
      let alarms = 0;
      for (let index = 0; index < series; index++) {
        const u = stream(`drift ${name} ${index}`);
        alarms += drifts(Array.from({ length: nights }, () => draw(u))).length;
      }
      const expected = (series * nights) / falseAlarmEvery;
      expect(alarms).toBeLessThan(expected + 2 * Math.sqrt(expected));
    },
  );
});

describe("a change", () => {
  const noisy = (name: string, change: (night: number) => number) => {
    const u = stream(`drift ${name}`);
    return Array.from({ length: nights }, (_, night) => shapes.normal(u) + change(night));
  };

  test("of two standard deviations is found within nine nights of its beginning, and when it began within five", () => {
    const delays = Array.from({ length: 40 }, (_, index) => {
      const found = drifts(noisy(`step ${index}`, (night) => (night < 500 ? 0 : 2)));
      const first = found.find(({ at }) => at >= 500)!;
      expect(first.direction).toBe("up");
      return { delay: first.at - 500, off: Math.abs(first.since - 500) };
    });
    const mean = (key: "delay" | "off") => delays.reduce((sum, each) => sum + each[key], 0) / delays.length;
    expect(mean("delay")).toBeLessThan(9);
    expect(mean("off")).toBeLessThan(5);
  });

  test("that creeps by a hundredth of a standard deviation a night is found before it has crept by two", () => {
    const delays = Array.from({ length: 40 }, (_, index) => {
      const found = drifts(noisy(`trend ${index}`, (night) => -Math.max(0, night - 500) / 100));
      const first = found.find(({ at, direction }) => at >= 500 && direction === "down")!;
      return first.at - 500;
    });
    expect(delays.reduce((sum, delay) => sum + delay, 0) / delays.length).toBeLessThan(200);
  });

  test("that is over is the new normal: nothing is told of it again", () => {
    const values = Array.from({ length: 200 }, (_, night) => (night % 7) + (night < 100 ? 0 : 50));
    expect(drifts(values)).toHaveLength(1);
    expect(drifts(values)[0]).toMatchObject({ since: 100, direction: "up" });
  });
});

test("what is missing is passed over, and a constant never drifts", () => {
  expect(drifts([])).toEqual([]);
  expect(drifts(Array.from({ length: 500 }, () => 3))).toEqual([]);
  expect(drifts(Array.from({ length: 500 }, () => Number.NaN))).toEqual([]);
});
