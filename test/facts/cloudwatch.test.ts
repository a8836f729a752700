import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minute, second } from "../../scenarios/language/units/time.js";
import { CloudWatch } from "../../sim/facts/cloudwatch.js";

const timings = { cpu: { period: minute, age: 120 * second, actionDelay: 33 * second } };

describe("a datapoint", () => {
  test("is published at its age, not a microsecond earlier", () => {
    const cloudwatch = new CloudWatch(timings);
    cloudwatch.publish("cpu", minute, 0.5);
    expect(cloudwatch.newest("cpu", 3, 180 * second - 1)).toEqual([]);
    expect(cloudwatch.newest("cpu", 3, 180 * second)).toEqual([0.5]);
  });

  test("is acted on after the delay of the action, which reads what was published meanwhile", () => {
    const cloudwatch = new CloudWatch({ cpu: { period: minute, age: 8 * second, actionDelay: 145 * second } });
    for (const period of [1, 2, 3, 4]) cloudwatch.publish("cpu", period * minute, period);
    const acts = (60 + 153) * second;
    expect(cloudwatch.evaluated("cpu", 3, acts - 1)).toEqual([]);
    expect(cloudwatch.evaluated("cpu", 3, acts)).toEqual([1]);
    expect(cloudwatch.newest("cpu", 3, acts)).toEqual([1, 2, 3]);
  });

  test("that was never published is missing, be it skipped, late or NaN", () => {
    const cloudwatch = new CloudWatch(timings);
    cloudwatch.publish("cpu", minute, 0.1);
    cloudwatch.publish("cpu", 3 * minute, 0.3);
    cloudwatch.publish("cpu", 4 * minute, Number.NaN);
    const now = 5 * minute + 120 * second;
    expect(cloudwatch.newest("cpu", 5, now)).toEqual([0.1, Number.NaN, 0.3, Number.NaN, Number.NaN]);
    expect(cloudwatch.newest("cpu", 3, now)).toEqual([0.3, Number.NaN, Number.NaN]);
  });

  test("of warm-up has a negative time and is as good as any", () => {
    const cloudwatch = new CloudWatch(timings);
    cloudwatch.publish("cpu", -3 * minute, 0.7);
    cloudwatch.publish("cpu", -2 * minute, 0.8);
    expect(cloudwatch.newest("cpu", 2, 0)).toEqual([0.7, 0.8]);
  });

  test("cannot be published twice, or for half a period", () => {
    const cloudwatch = new CloudWatch(timings);
    cloudwatch.publish("cpu", 2 * minute, 0.5);
    expect(() => cloudwatch.publish("cpu", 2 * minute, 0.5)).toThrow("cpu cannot be published");
    expect(() => cloudwatch.publish("cpu", 2.5 * minute, 0.5)).toThrow("cpu cannot be published");
  });
});

describe("the next action", () => {
  test("is a period's end plus age and delay, strictly after now", () => {
    const cloudwatch = new CloudWatch(timings);
    expect(cloudwatch.nextActionAt("cpu", 0)).toBe(33 * second);
    expect(cloudwatch.nextActionAt("cpu", 33 * second - 1)).toBe(33 * second);
    expect(cloudwatch.nextActionAt("cpu", 33 * second)).toBe(93 * second);
  });

  test("follows the origin of the periods", () => {
    const cloudwatch = new CloudWatch(timings, 10 * second);
    expect(cloudwatch.nextActionAt("cpu", 0)).toBe(43 * second);
  });

  test("is exactly when an alarm knows another datapoint", () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 10), max: 10 ** 10 }), (now) => {
        const cloudwatch = new CloudWatch(timings);
        const from = Math.floor(now / minute) - 10;
        for (let period = from; period < from + 20; period++) cloudwatch.publish("cpu", period * minute, period);
        const next = cloudwatch.nextActionAt("cpu", now);
        expect(next).toBeGreaterThan(now);
        expect(cloudwatch.evaluated("cpu", 1, next - 1)).toEqual(cloudwatch.evaluated("cpu", 1, now));
        expect(cloudwatch.evaluated("cpu", 1, next)).not.toEqual(cloudwatch.evaluated("cpu", 1, now));
      }),
    );
  });
});

test("a day of datapoints is kept and nothing more, whatever is skipped", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 12 }), (steps) => {
      const cloudwatch = new CloudWatch({ cpu: { period: minute, age: 0, actionDelay: 0 } });
      const all = new Map<number, number>();
      let newest = 0;
      for (const step of steps) {
        newest += step;
        all.set(newest, newest);
        cloudwatch.publish("cpu", newest * minute, newest);
      }
      const first = Math.max(newest - 1439, steps[0]);
      const kept = Array.from({ length: newest - first + 1 }, (_, index) => all.get(first + index) ?? Number.NaN);
      expect(cloudwatch.newest("cpu", 1440, newest * minute)).toEqual(kept);
    }),
  );
});
