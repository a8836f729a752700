import { describe, expect, test } from "vitest";
import { Autoscaler, createPolicies } from "../../sim/scaling/index.js";
import { instanceScalingShape, withoutCooldown } from "../../sim/scaling/scaling-shape.js";
import { Warmup } from "../../sim/scaling/warmup.js";
import { minute, prompt, timing } from "./fixture.js";

const utc = { startEpochMs: Date.UTC(2026, 2, 2), timezone: "UTC" };

/** A group of instances that are in service at once, or when the test says; a metric a minute. */
class Instances {
  readonly metrics = prompt();
  readonly autoscaler: Autoscaler;
  readonly inService: number[] = [];
  desired: number;
  minutes = 0;
  pending = false;

  constructor(count: number, warmup: number, ...written: readonly unknown[]) {
    const policies = createPolicies(instanceScalingShape.parse(written).map(withoutCooldown), utc);
    const bounds = { min: 0, max: 200 };
    const pacing = new Warmup(warmup);
    this.autoscaler = new Autoscaler({ policies, bounds, metrics: this.metrics, timing, pacing, start: 0 });
    this.desired = count;
    this.inService.push(...new Array<number>(count).fill(-60 * minute));
  }

  /** The size after each minute in which the metric was so. */
  pass(metric: "cpu" | "queue-per-task", ...values: readonly number[]): number[] {
    return values.map((value) => {
      const now = ++this.minutes * minute;
      this.metrics.publish(metric, now, value);
      const runningSince = (count: number) => this.inService.toSorted((a, b) => a - b)[count - 1] ?? Infinity;
      const { desired, inService, pending: deploying } = this;
      const result = this.autoscaler.evaluate({ now, desired, running: inService.length, runningSince, deploying });
      this.desired = result.desired;
      while (this.inService.length < this.desired) this.inService.push(now);
      this.inService.length = this.desired;
      return this.desired;
    });
  }
}

/** The document's rules of a queue: 10, 50 or 100 instances more. */
const steps = {
  kind: "step",
  metric: "queue-per-task",
  threshold: 100,
  steps: [
    { lowerBound: 0, upperBound: 400, adjustment: 10 },
    { lowerBound: 400, upperBound: 900, adjustment: 50 },
    { lowerBound: 900, adjustment: 100 },
  ],
};

describe("while instances warm up", () => {
  test("a breach that goes on adds nothing, a larger one the difference, and after it the next step", () => {
    const group = new Instances(20, 3 * minute, steps);
    expect(group.pass("queue-per-task", 150, 150)).toEqual([30, 30]);
    expect(group.pass("queue-per-task", 600)).toEqual([70]); // 20 that are warm and 50
    expect(group.pass("queue-per-task", 150)).toEqual([70]); // ten are warm since now: 30 and 10
    expect(group.pass("queue-per-task", 150, 150)).toEqual([70, 80]); // all 70 are warm at the sixth minute
  });

  test("nothing is scaled in, and one by one after that", () => {
    const tracking = { kind: "target-tracking", metric: "cpu", target: "50 %", lowDatapoints: 1, highDatapoints: 1 };
    const group = new Instances(10, 3 * minute, tracking);
    expect(group.pass("cpu", 0.8)).toEqual([16]);
    expect(group.pass("cpu", 0.1, 0.1)).toEqual([16, 16]);
    expect(group.pass("cpu", 0.1, 0.1)).toEqual([15, 14]);
  });

  test("nothing is scaled in either while some are still launched", () => {
    const tracking = { kind: "target-tracking", metric: "cpu", target: "50 %", lowDatapoints: 1 };
    const group = new Instances(10, 0, tracking);
    group.pending = true;
    expect(group.pass("cpu", 0.1)).toEqual([10]);
    group.pending = false;
    expect(group.pass("cpu", 0.1)).toEqual([9]);
  });
});

test("a group has no cooldown, and its low alarm is at 0.7 of the target", () => {
  const tracking = { kind: "target-tracking", metric: "cpu", target: "50 %", lowDatapoints: 1 };
  expect(new Instances(10, 0, tracking).pass("cpu", 0.36)).toEqual([10]);
  expect(new Instances(10, 0, tracking).pass("cpu", 0.34)).toEqual([9]);
  expect(instanceScalingShape.safeParse([{ ...steps, cooldown: "60s" }]).success).toBe(false);
  expect(instanceScalingShape.safeParse([{ ...tracking, scaleInCooldown: "60s" }]).success).toBe(false);
});
