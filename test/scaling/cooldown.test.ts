import { describe, expect, test } from "vitest";
import { Service } from "./fixture.js";

const bounds = { min: 1, max: 100 };
const cpu = { kind: "target-tracking", metric: "cpu", target: "60 %", highDatapoints: 1, lowDatapoints: 1 };

/** One task more for 1 to 2 waiting per task, three more for 2 and up, at the first datapoint. */
const steps = {
  kind: "step",
  metric: "queue-per-task",
  threshold: 1,
  steps: [
    { lowerBound: 0, upperBound: 1, adjustment: 2 },
    { lowerBound: 1, adjustment: 3 },
  ],
  cooldown: "5m",
};

describe("the scale-out cooldown", () => {
  test("is 300 s for an ECS service where nothing else is said", () => {
    const service = new Service(10, bounds, [cpu]);
    // ⌈10 × 0.605 ÷ 0.6⌉ = 11; at 11 it would be 12, but for the cooldown.
    expect(service.passMany(7, { cpu: 0.605 })).toEqual([11, 11, 11, 11, 11, 12, 12]);
  });

  test("counts what was added: +2 and then +3 adds 1", () => {
    const service = new Service(10, bounds, [steps]);
    expect(service.pass({ "queue-per-task": 1.5 })).toMatchObject({ desired: 12 });
    expect(service.pass({ "queue-per-task": 2.5 })).toMatchObject({ desired: 13 });
  });

  test("counts what was added also while it is still starting", () => {
    const service = new Service(10, bounds, [steps]);
    service.pass({ "queue-per-task": 1.5 });
    service.running = 10;
    expect(service.pass({ "queue-per-task": 2.5 })).toMatchObject({ desired: 13 });
  });

  test("lets no equal scale-out through, and a full one when it is over", () => {
    const service = new Service(10, bounds, [steps]);
    const sizes = service.passMany(6, { "queue-per-task": 1.5 });
    expect(sizes).toEqual([12, 12, 12, 12, 12, 14]);
  });

  test("says that it held a scale-out back", () => {
    const service = new Service(10, bounds, [steps]);
    service.pass({ "queue-per-task": 1.5 });
    expect(service.pass({ "queue-per-task": 1.5 })).toMatchObject({ activity: null, refusal: "ScaleOutCooldown" });
  });

  test("allows less than no cooldown would, also where tasks were lost meanwhile", () => {
    const service = new Service(10, bounds, [steps]);
    service.pass({ "queue-per-task": 1.5 });
    service.running = 4;
    expect(service.pass({ "queue-per-task": 2.5 })).toMatchObject({ desired: 12 });
  });

  test("lets a scale-in through when the low alarm is up", () => {
    const service = new Service(10, bounds, [{ ...cpu, scaleOutCooldown: "30m" }]);
    service.pass({ cpu: 0.9 });
    expect(service.pass({ cpu: 0.3 })).toMatchObject({ desired: 8, activity: { direction: "in" } });
  });
});

describe("the scale-in cooldown", () => {
  test("blocks further scale-in until it is over", () => {
    const service = new Service(20, bounds, [{ ...cpu, maxScaleInFraction: "10 %", scaleInCooldown: "3m" }]);
    expect(service.passMany(7, { cpu: 0.1 })).toEqual([18, 18, 18, 17, 17, 17, 16]);
    expect(service.pass({ cpu: 0.1 })).toMatchObject({ refusal: "ScaleInCooldown" });
  });

  test("does not hold back a scale-out, which cancels it", () => {
    const service = new Service(20, bounds, [{ ...cpu, scaleInCooldown: "30m", scaleOutCooldown: "1m" }]);
    expect(service.pass({ cpu: 0.3 })).toMatchObject({ desired: 10 });
    expect(service.pass({ cpu: 0.9 })).toMatchObject({ desired: 15 });
    expect(service.pass({ cpu: 0.3 })).toMatchObject({ desired: 8 });
  });
});

test("a scheduled action ignores cooldowns", () => {
  const action = { kind: "scheduled", cron: "4 0 * * *", bounds: { min: 30 } };
  const service = new Service(10, bounds, [{ ...cpu, scaleOutCooldown: "1h" }, action]);
  expect(service.passMany(4, { cpu: 0.605 })).toEqual([11, 11, 11, 30]);
});
