import { describe, expect, test } from "vitest";
import { CloudWatch } from "../../sim/facts/cloudwatch.js";
import { Autoscaler, metricTimings } from "../../sim/scaling/index.js";
import type { MetricName } from "../../sim/scaling/metric.js";
import { create, minute, second, timing } from "./fixture.js";

const target = 0.6;
const phases = Array.from({ length: 60 }, (_, phase) => phase + 0.5);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

interface Step {
  readonly metric: MetricName;
  readonly policy: object;
  /** Utilization before and after the load steps; 20 tasks run. */
  readonly before: number;
  readonly after: number;
  /** When it steps. */
  readonly at: number;
}

/** Runs a service through a step of load and tells when desired changed, and to what. */
function decisions({ metric, policy, before, after, at }: Step, until: number) {
  const timings = metricTimings(timing);
  const { period } = timings[metric];
  const cloudwatch = new CloudWatch<MetricName>(timings);
  const policies = create({ kind: "target-tracking", metric: "cpu", target, ...policy });
  const autoscaler = new Autoscaler({ policies, bounds: { min: 1, max: 100 }, metrics: cloudwatch, timing, start: 0 });
  const load = { before: before * 20, after: after * 20 };
  const changes: { readonly at: number; readonly desired: number }[] = [];
  let desired = 20;
  let published = -20 * minute;
  for (let now = autoscaler.nextAt(0); now <= until; now = autoscaler.nextAt(now)) {
    for (; published + period <= now; published += period) {
      const shareAfter = Math.min(1, Math.max(0, (published + period - at) / period));
      const used = load.before * (1 - shareAfter) + load.after * shareAfter;
      cloudwatch.publish(metric, published + period, used / desired);
    }
    const result = autoscaler.evaluate({
      now,
      desired,
      running: desired,
      runningSince: () => -Infinity,
      deploying: false,
    });
    if (result.desired !== desired) changes.push({ at: now - at, desired: result.desired });
    desired = result.desired;
  }
  return changes;
}

describe("from a step of load to the decision", () => {
  // The minute in which load steps is not over the target by itself, so three full minutes must follow:
  // 30 s to the boundary on average, 3 × 60 s, 153 s of lag: 363 s.
  test("it takes 363 s with one-minute metrics, averaged over the phase of the step", () => {
    const times = phases.map((phase) => {
      const at = 30 * minute + phase * second;
      return decisions({ metric: "cpu", policy: {}, before: 0.56, after: 0.6001, at }, 45 * minute)[0].at / second;
    });
    expect(Math.abs(mean(times) - 363)).toBeLessThan(2);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(333);
    expect(Math.max(...times)).toBeLessThanOrEqual(393);
  });

  // 10 s to the boundary on average, 3 × 20 s, 16 s of lag: 86 s.
  test("it takes 86 s with twenty-second metrics", () => {
    const times = phases.map((phase) => {
      const at = 30 * minute + phase * second;
      const step = {
        metric: "cpu-high-resolution",
        policy: { resolution: "high" },
        before: 0.56,
        after: 0.6001,
        at,
      } as const;
      return decisions(step, 45 * minute)[0].at / second;
    });
    expect(Math.abs(mean(times) - 86)).toBeLessThan(2);
  });

  // 20 tasks at 120 % of the target: ⌈20 × 1.2⌉ = 24, in one jump.
  test("it is one jump to the proportional capacity", () => {
    const step = {
      metric: "cpu",
      policy: { scaleOutCooldown: "120s", disableScaleIn: true },
      before: 0.3,
      after: 0.72,
      at: 30 * minute,
    } as const;
    expect(decisions(step, 36 * minute)).toEqual([{ at: 333 * second, desired: 24 }]);
  });
});

describe("from a fall of load to 85 % of the target", () => {
  // Load 20 × 0.51 = 10.2 tasks' worth. The first low minute ends 60 s after the fall, the fifteenth 900 s after, acted on
  // 153 s later: 1,053 s. It is 53.7 % of 19 tasks, low still; 56.7 % of 18, low no more.
  const fall = { metric: "cpu", before: 0.59, after: 0.51, at: 30 * minute } as const;

  test("the first scale-in comes when fifteen low minutes are acted on, and goes on task by task, every 360 s", () => {
    expect(decisions({ ...fall, policy: {} }, 120 * minute)).toEqual([
      { at: 1053 * second, desired: 19 },
      { at: 1413 * second, desired: 18 },
    ]);
  });

  // Load falls to 20 × 0.24 = 4.8 tasks' worth, which 8 tasks hold at 0.6. A fifth of desired at a time, rounded down:
  // 20 − 4, 16 − 3, 13 − 2, 11 − 2, 9 − 1; at 9 tasks 0.533 is still below 0.54.
  test("a larger fraction takes more at a time, for as long as the low alarm is up", () => {
    const deep = { ...fall, after: 0.24, policy: { maxScaleInFraction: "20 %" } };
    const changes = decisions(deep, 120 * minute);
    expect(changes.map(({ desired }) => desired)).toEqual([16, 13, 11, 9, 8]);
    expect(changes.map(({ at }) => at / second)).toEqual([1053, 1413, 1773, 2133, 2493]);
  });
});
