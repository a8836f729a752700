import { describe, expect, test } from "vitest";
import { Recorder } from "../../../sim/facts/recorder.js";
import { proportionInterval } from "../../../sim/statistics/index.js";
import { Flag, Row, Steps, WorkTable } from "../../../sim/work/row.js";
import { TrafficSplit } from "../../../sim/work/split.js";

const count = 20_000;

/** Which of so many requests of a class a canary gets, and which are copied to it. */
function divided(share: number, shadow = 0, { seed = 1, requestClass = 0 } = {}) {
  const requests = new WorkTable();
  const cohorts = [new Recorder(), new Recorder(), new Recorder()];
  const split = new TrafficSplit(seed, "web", cohorts, { take: () => 0, takeCanary: () => 1 });
  split.set(share, shadow);
  const canary: number[] = [];
  const copied: number[] = [];
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const row = requests.allocate();
    requests.words[row + Row.ORDINAL] = ordinal;
    requests.words[row + Row.CURSOR] = requestClass << Steps.SHIFT;
    requests.words[row + Row.FLAGS] = Flag.AWAITED;
    const copy = split.arrive(requests, row, 1);
    if (split.take(requests, row, 1) === 1) canary.push(ordinal);
    if (copy < 0) continue;
    copied.push(ordinal);
    expect(split.take(requests, copy, 1)).toBe(1);
  }
  return { canary, copied, cohorts };
}

describe("the traffic of a canary", () => {
  test.each([0.05, 0.1, 0.25, 0.5])("is a share of %s, within the interval of a binomial count", (share) => {
    const { canary, cohorts } = divided(share);
    const interval = proportionInterval(canary.length, count, 0.999);
    expect(share).toBeGreaterThan(interval.low);
    expect(share).toBeLessThan(interval.high);
    expect(cohorts.map(({ arrived }) => arrived)).toEqual([count - canary.length, canary.length, 0]);
  });

  test("at a larger share is that of a smaller one and more, whatever it is", () => {
    const sets = [0.05, 0.1, 0.25, 0.5, 1].map((share) => divided(share).canary);
    for (const [index, smaller] of sets.slice(0, -1).entries()) {
      const larger = new Set(sets[index + 1]);
      expect(smaller.every((ordinal) => larger.has(ordinal))).toBe(true);
    }
    expect(sets[4].length).toBe(count);
  });

  test("is another one for another class of requests, or another seed", () => {
    const [one, otherClass, otherSeed] = [{}, { requestClass: 1 }, { seed: 2 }].map(
      (options) => new Set(divided(0.1, 0, options).canary),
    );
    // Independent draws of 10 % have 1 % in common.
    for (const other of [otherClass, otherSeed]) {
      const common = [...one].filter((ordinal) => other.has(ordinal)).length;
      const interval = proportionInterval(common, count, 0.999);
      expect(interval.low).toBeLessThan(0.01);
      expect(interval.high).toBeGreaterThan(0.01);
    }
  });

  test("may be copies alone, which are counted apart", () => {
    const { canary, copied, cohorts } = divided(0, 0.05);
    expect(canary).toEqual([]);
    expect(cohorts.map(({ arrived }) => arrived)).toEqual([count, 0, copied.length]);
    const interval = proportionInterval(copied.length, count, 0.999);
    expect(0.05).toBeGreaterThan(interval.low);
    expect(0.05).toBeLessThan(interval.high);
  });
});
