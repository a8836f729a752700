import { describe, expect, test } from "vitest";
import { minute, Service } from "./fixture.js";

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

/** The minutes between changes of desired. */
function pauses(sizes: readonly number[]): readonly number[] {
  const changed = sizes.flatMap((size, index) => (index > 0 && size !== sizes[index - 1] ? [index] : []));
  return changed.slice(1).map((at, index) => at - changed[index]);
}

describe("a cooldown begins when its activity is complete, and the next decision comes strictly after it", () => {
  // A scale-in is complete after 30 s. Alarms act once a minute: 30 + 180 = 210 s, so at 240 s.
  test.each([
    ["0s", 1],
    ["60s", 2],
    ["180s", 4],
    ["300s", 6],
    ["900s", 16],
  ])("a scale-in cooldown of %s gives a step every %i minutes", (scaleInCooldown, minutes) => {
    const service = new Service(20, bounds, [{ ...cpu, scaleInCooldown }]);
    const sizes = [20, ...service.passMany(50, { cpu: 0.1 })];
    expect(new Set(pauses(sizes))).toEqual(new Set([minutes]));
    expect(sizes.slice(0, 2)).toEqual([20, 19]);
  });

  test("a scale-out is complete when its tasks run", () => {
    const service = new Service(10, bounds, [{ ...cpu, scaleOutCooldown: "60s" }]);
    service.startsAtOnce = false;
    // ⌈10 × 0.9 ÷ 0.6⌉ = 15 in the first minute. They run in the third: at 180 + 60 s it is not yet over.
    expect(service.passMany(2, { cpu: 0.9 })).toEqual([15, 15]);
    service.running = 15;
    service.runningSince = () => 3 * minute;
    expect(service.passMany(3, { cpu: 0.9 })).toEqual([15, 15, 23]);
  });

  test("a scale-out whose tasks run between two decisions is complete at that instant", () => {
    const service = new Service(10, bounds, [{ ...cpu, scaleOutCooldown: "60s" }]);
    service.startsAtOnce = false;
    service.pass({ cpu: 0.9 });
    service.running = 15;
    service.runningSince = () => 1.5 * minute;
    expect(service.passMany(2, { cpu: 0.9 })).toEqual([15, 23]);
  });

  test("a scale-out that gets no tasks counts as complete after ten minutes", () => {
    const service = new Service(10, bounds, [{ ...cpu, scaleOutCooldown: "60s" }]);
    service.startsAtOnce = false;
    service.pass({ cpu: 0.9 });
    service.running = 12;
    // From the first minute on for 10 + 1 minutes ⌈10 × 0.9 ÷ 0.6⌉ = 15; then ⌈12 × 0.9 ÷ 0.6⌉ = 18.
    expect(service.passMany(12, { cpu: 0.9 })).toEqual([...new Array(11).fill(15), 18]);
  });
});

describe("the scale-out cooldown", () => {
  test("is 300 s for an ECS service where nothing else is said", () => {
    const service = new Service(10, bounds, [cpu]);
    // ⌈10 × 0.605 ÷ 0.6⌉ = 11; at 11 it would be 12, but for the cooldown.
    expect(service.passMany(8, { cpu: 0.605 })).toEqual([11, 11, 11, 11, 11, 11, 12, 12]);
  });

  test("counts what was added once: a larger scale-out starts from what ran when it began", () => {
    // A real service, target 2: 2 → 6 at 6 a task, and at 7 a minute later 7, not 6 × 7 ÷ 2.
    const calls = { ...cpu, metric: "queue-per-task", target: 2 };
    const service = new Service(2, bounds, [calls]);
    expect(service.pass({ "queue-per-task": 6 }).desired).toBe(6);
    expect(service.pass({ "queue-per-task": 7 }).desired).toBe(7);
  });

  test("counts also those that run by now: begun at 20, with 30 running 100 % against 60 % asks for 34", () => {
    const service = new Service(20, bounds, [cpu]);
    expect(service.pass({ cpu: 0.9 }).desired).toBe(30);
    expect(service.running).toBe(30);
    expect(service.pass({ cpu: 1 }).desired).toBe(34);
  });

  test("keeps its base over every larger scale-out, each of which begins it anew", () => {
    const service = new Service(20, bounds, [{ ...cpu, scaleOutCooldown: "2m" }]);
    expect(service.pass({ cpu: 0.7 }).desired).toBe(24);
    expect(service.pass({ cpu: 0.8 }).desired).toBe(27);
    expect(service.pass({ cpu: 0.9 }).desired).toBe(30);
    expect(service.passMany(3, { cpu: 0.9 })).toEqual([30, 30, 45]);
  });

  test("counts what was added: +2 and then +3 adds 1", () => {
    const service = new Service(10, bounds, [steps]);
    expect(service.pass({ "queue-per-task": 1.5 })).toMatchObject({ desired: 12 });
    expect(service.pass({ "queue-per-task": 2.5 })).toMatchObject({ desired: 13 });
  });

  test("takes nothing off an exact capacity: 4 → 10, then 20", () => {
    const exact = {
      ...steps,
      adjustmentType: "ExactCapacity",
      steps: [
        { lowerBound: 0, upperBound: 1, adjustment: 10 },
        { lowerBound: 1, adjustment: 20 },
      ],
    };
    const service = new Service(4, bounds, [exact]);
    expect(service.pass({ "queue-per-task": 1.5 }).desired).toBe(10);
    expect(service.pass({ "queue-per-task": 2.5 }).desired).toBe(20);
  });

  test("counts what was added also while it is still starting", () => {
    const service = new Service(10, bounds, [steps]);
    service.pass({ "queue-per-task": 1.5 });
    service.running = 10;
    expect(service.pass({ "queue-per-task": 2.5 })).toMatchObject({ desired: 13 });
  });

  test("lets no equal scale-out through, and a full one when it is over", () => {
    const service = new Service(10, bounds, [steps]);
    const sizes = service.passMany(7, { "queue-per-task": 1.5 });
    expect(sizes).toEqual([12, 12, 12, 12, 12, 12, 14]);
  });

  test("says that it held a scale-out back", () => {
    const service = new Service(10, bounds, [steps]);
    service.pass({ "queue-per-task": 1.5 });
    expect(service.pass({ "queue-per-task": 1.5 })).toMatchObject({ activity: null, refusal: "ScaleOutCooldown" });
  });

  test("allows no more than no cooldown would where tasks were lost meanwhile", () => {
    const service = new Service(10, bounds, [steps]);
    service.pass({ "queue-per-task": 1.5 });
    service.running = 4;
    expect(service.pass({ "queue-per-task": 2.5 })).toMatchObject({ desired: 12 });
  });

  // A real service went 2 → 4 and, idle, 4 → 3 only 225 s later, within its cooldown of 300 s.
  test("lets a scale-in through when the low alarm is up", () => {
    const service = new Service(10, bounds, [{ ...cpu, scaleOutCooldown: "30m" }]);
    service.pass({ cpu: 0.9 });
    expect(service.pass({ cpu: 0.3 })).toMatchObject({ desired: 14, activity: { direction: "in" } });
  });
});

describe("the scale-in cooldown", () => {
  test("blocks further scale-in until it is over", () => {
    const service = new Service(20, bounds, [{ ...cpu, maxScaleInFraction: "10 %", scaleInCooldown: "3m" }]);
    expect(service.passMany(9, { cpu: 0.1 })).toEqual([18, 18, 18, 18, 17, 17, 17, 17, 16]);
    expect(service.pass({ cpu: 0.1 })).toMatchObject({ refusal: "ScaleInCooldown" });
  });

  test("does not hold back a scale-out, which cancels it", () => {
    const service = new Service(20, bounds, [{ ...cpu, scaleInCooldown: "30m", scaleOutCooldown: "1m" }]);
    expect(service.pass({ cpu: 0.3 })).toMatchObject({ desired: 19 });
    expect(service.pass({ cpu: 0.9 })).toMatchObject({ desired: 29 });
    expect(service.pass({ cpu: 0.3 })).toMatchObject({ desired: 28 });
  });
});

test("a scheduled action ignores cooldowns", () => {
  const action = { kind: "scheduled", cron: "4 0 * * *", bounds: { min: 30 } };
  const service = new Service(10, bounds, [{ ...cpu, scaleOutCooldown: "1h" }, action]);
  expect(service.passMany(4, { cpu: 0.605 })).toEqual([11, 11, 11, 30]);
});
