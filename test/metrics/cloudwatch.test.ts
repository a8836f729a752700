import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minute, second } from "../../scenarios/language/units/time.js";
import { CloudWatch } from "../../sim/metrics/cloudwatch.js";

const resolutions = { cpu: { period: minute, lag: 153 * second } };

describe("a datapoint", () => {
  test("is visible from the end of its period plus the lag, not a microsecond earlier", () => {
    const cloudwatch = new CloudWatch(resolutions);
    cloudwatch.publish("cpu", minute, 0.5);
    expect(cloudwatch.newest("cpu", 3, 213 * second - 1)).toEqual([]);
    expect(cloudwatch.newest("cpu", 3, 213 * second)).toEqual([0.5]);
  });

  test("that was never published is missing, be it skipped, late or NaN", () => {
    const cloudwatch = new CloudWatch(resolutions);
    cloudwatch.publish("cpu", minute, 0.1);
    cloudwatch.publish("cpu", 3 * minute, 0.3);
    cloudwatch.publish("cpu", 4 * minute, Number.NaN);
    const now = 5 * minute + 153 * second;
    expect(cloudwatch.newest("cpu", 5, now)).toEqual([0.1, Number.NaN, 0.3, Number.NaN, Number.NaN]);
    expect(cloudwatch.newest("cpu", 3, now)).toEqual([0.3, Number.NaN, Number.NaN]);
  });

  test("of warm-up has a negative time and is as good as any", () => {
    const cloudwatch = new CloudWatch(resolutions);
    cloudwatch.publish("cpu", -3 * minute, 0.7);
    cloudwatch.publish("cpu", -2 * minute, 0.8);
    expect(cloudwatch.newest("cpu", 2, 33 * second)).toEqual([0.7, 0.8]);
  });

  test("cannot be published twice, or for half a period", () => {
    const cloudwatch = new CloudWatch(resolutions);
    cloudwatch.publish("cpu", 2 * minute, 0.5);
    expect(() => cloudwatch.publish("cpu", 2 * minute, 0.5)).toThrow("cpu cannot be published");
    expect(() => cloudwatch.publish("cpu", 2.5 * minute, 0.5)).toThrow("cpu cannot be published");
  });
});

describe("the next visible instant", () => {
  test("is a period's end plus the lag, strictly after now", () => {
    const cloudwatch = new CloudWatch(resolutions);
    expect(cloudwatch.nextVisibleAt("cpu", 0)).toBe(33 * second);
    expect(cloudwatch.nextVisibleAt("cpu", 33 * second - 1)).toBe(33 * second);
    expect(cloudwatch.nextVisibleAt("cpu", 33 * second)).toBe(93 * second);
  });

  test("follows the origin of the periods", () => {
    const cloudwatch = new CloudWatch(resolutions, 10 * second);
    expect(cloudwatch.nextVisibleAt("cpu", 0)).toBe(43 * second);
  });

  test("is exactly when `newest` changes", () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 10), max: 10 ** 10 }), (now) => {
        const cloudwatch = new CloudWatch(resolutions);
        const from = Math.floor(now / minute) - 10;
        for (let period = from; period < from + 20; period++) cloudwatch.publish("cpu", period * minute, period);
        const next = cloudwatch.nextVisibleAt("cpu", now);
        expect(next).toBeGreaterThan(now);
        expect(cloudwatch.newest("cpu", 1, next - 1)).toEqual(cloudwatch.newest("cpu", 1, now));
        expect(cloudwatch.newest("cpu", 1, next)).not.toEqual(cloudwatch.newest("cpu", 1, now));
      }),
    );
  });
});

test("a day of datapoints is kept and nothing more, whatever is skipped", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 12 }), (steps) => {
      const cloudwatch = new CloudWatch({ cpu: { period: minute, lag: 0 } });
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
