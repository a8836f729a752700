import { describe, expect, test } from "vitest";
import { Autoscaler } from "../../sim/scaling/index.js";
import { create, minute, prompt, Service, timing } from "./fixture.js";

const bounds = { min: 1, max: 100 };
/** Decides at each datapoint, and takes away at once what the metric does not need. */
const quick = {
  kind: "target-tracking",
  highDatapoints: 1,
  lowDatapoints: 1,
  scaleOutCooldown: 0,
  scaleInCooldown: 0,
  maxScaleInFraction: "100 %",
};
const cpu = { ...quick, metric: "cpu", target: "60 %" };
const requests = { ...quick, metric: "requests-per-target", target: "200/min" };
const memory = { ...quick, metric: "memory", target: "50 %" };
const stepIn = {
  kind: "step",
  metric: "queue-per-task",
  comparison: "<",
  threshold: 1,
  steps: [{ upperBound: 0, adjustment: -2 }],
  cooldown: 0,
};

describe("several policies", () => {
  test("scale out when any wants to, by the largest capacity", () => {
    const service = new Service(10, bounds, [cpu, requests]);
    expect(service.pass({ cpu: 0.72, "requests-per-target": 300 })).toMatchObject({
      desired: 15,
      activity: { cause: "target-tracking requests-per-target", dynamic: true, direction: "out" },
    });
    expect(service.pass({ cpu: 0.72, "requests-per-target": 10 })).toMatchObject({
      desired: 18,
      activity: { cause: "target-tracking cpu" },
    });
  });

  test("scale in only when all that track a target agree, and then by the largest capacity", () => {
    const service = new Service(10, bounds, [cpu, requests]);
    expect(service.pass({ cpu: 0.3, "requests-per-target": 190 }).desired).toBe(10);
    expect(service.pass({ cpu: 0.3, "requests-per-target": 160 }).desired).toBe(8);
  });

  test("do not scale in while one of them has no data", () => {
    const service = new Service(10, bounds, [cpu, requests]);
    expect(service.pass({ cpu: 0.3 }).desired).toBe(10);
  });

  test("give no vote to one whose scale-in is disabled", () => {
    const service = new Service(10, bounds, [cpu, { ...requests, disableScaleIn: true }]);
    expect(service.pass({ cpu: 0.3, "requests-per-target": 100 }).desired).toBe(5);
  });

  test("refuse a scale-in after which one of them would scale out again", () => {
    // 10 × 190 ÷ 200 needs 10 tasks; the CPU alone would be content with 5.
    const service = new Service(10, bounds, [cpu, { ...requests, disableScaleIn: true }]);
    expect(service.pass({ cpu: 0.3, "requests-per-target": 190 })).toMatchObject({
      desired: 10,
      activity: null,
      refusal: "AutoScalingAnticipatedFlapping",
    });
  });

  test("fight where a step scales in against a target that does not agree", () => {
    const service = new Service(10, bounds, [cpu, stepIn]);
    expect(service.pass({ cpu: 0.58, "queue-per-task": 0 })).toMatchObject({
      desired: 8,
      activity: { cause: "step queue-per-task", direction: "in" },
    });
    expect(service.pass({ cpu: 0.72, "queue-per-task": 0 })).toMatchObject({
      desired: 10,
      activity: { direction: "out" },
    });
  });

  test("take the larger capacity where step and targets all scale in", () => {
    const service = new Service(10, bounds, [cpu, memory, stepIn]);
    expect(service.pass({ cpu: 0.3, memory: 0.2, "queue-per-task": 0 }).desired).toBe(8);
  });
});

describe("suspension", () => {
  test("of dynamic scale-in leaves scale-out alone", () => {
    const service = new Service(10, bounds, [cpu]);
    service.autoscaler.suspend("scaleIn", true);
    expect(service.pass({ cpu: 0.3 })).toMatchObject({ desired: 10, refusal: "DynamicScalingInSuspended" });
    expect(service.pass({ cpu: 0.9 })).toMatchObject({ desired: 15 });
  });

  test("of dynamic scale-out leaves scale-in alone", () => {
    const service = new Service(10, bounds, [cpu]);
    service.autoscaler.suspend("scaleOut", true);
    expect(service.pass({ cpu: 0.9 })).toMatchObject({ desired: 10, refusal: "DynamicScalingOutSuspended" });
    expect(service.pass({ cpu: 0.3 })).toMatchObject({ desired: 5 });
  });

  test("ends with an alarm that is still up being acted on", () => {
    const service = new Service(10, bounds, [cpu]);
    service.autoscaler.suspend("scaleOut", true);
    service.pass({ cpu: 0.9 });
    service.autoscaler.suspend("scaleOut", false);
    expect(service.pass({ cpu: 0.9 })).toMatchObject({ desired: 15 });
  });

  test("for good outlasts one that comes and goes", () => {
    const service = new Service(10, bounds, [cpu], { scaleIn: true, scaleOut: false, scheduled: false });
    service.autoscaler.suspend("scaleIn", true);
    service.autoscaler.suspend("scaleIn", false);
    expect(service.pass({ cpu: 0.3 })).toMatchObject({ desired: 10, refusal: "DynamicScalingInSuspended" });
    expect(service.pass({ cpu: 0.9 })).toMatchObject({ desired: 15 });
  });

  test("of scheduled scaling loses the actions of that time for good", () => {
    const action = { kind: "scheduled", cron: "*/2 * * * *", bounds: { min: 20, max: 30 } };
    const service = new Service(10, bounds, [action]);
    service.autoscaler.suspend("scheduled", true);
    expect(service.passMany(2, {})).toEqual([10, 10]);
    service.autoscaler.suspend("scheduled", false);
    expect(service.passMany(2, {})).toEqual([10, 20]);
  });
});

test("a deployment switches scale-in off and leaves scale-out on", () => {
  const service = new Service(10, bounds, [cpu]);
  service.deploying = true;
  expect(service.pass({ cpu: 0.3 })).toMatchObject({ desired: 10, refusal: "TargetServicePutResourceAsUnscalable" });
  expect(service.pass({ cpu: 0.9 })).toMatchObject({ desired: 15 });
  service.deploying = false;
  expect(service.pass({ cpu: 0.3 })).toMatchObject({ desired: 8 });
});

describe("a scheduled action", () => {
  const at = (cron: string, to: object) => ({ kind: "scheduled", cron, bounds: to });

  test("that raises the minimum scales to it at once, without any alarm", () => {
    const service = new Service(10, { min: 5, max: 20 }, [at("2 0 * * *", { min: 20, max: 60 })]);
    expect(service.passMany(3, {})).toEqual([10, 20, 20]);
    expect(service.pass({})).toMatchObject({ bounds: { min: 20, max: 60 }, activity: null });
  });

  test("that lowers the maximum scales down to it at once, and is no dynamic activity", () => {
    const service = new Service(40, { min: 20, max: 60 }, [at("1 0 * * *", { min: 5, max: 20 })]);
    expect(service.pass({})).toMatchObject({ desired: 20, activity: { dynamic: false, direction: "in" } });
  });

  test("that lowers the minimum removes nothing", () => {
    const service = new Service(20, { min: 20, max: 60 }, [at("1 0 * * *", { min: 5 })]);
    expect(service.pass({})).toMatchObject({ desired: 20, bounds: { min: 5, max: 60 }, activity: null });
  });

  test("that sets one bound across the other is refused, as AWS does, and changes nothing", () => {
    const bounds = { min: 5, max: 20 };
    const across = new Service(10, bounds, [at("1 0 * * *", { min: 30 }), at("2 0 * * *", { max: 4 })]);
    const unchanged = { desired: 10, bounds, activity: null, refusal: "ValidationException" };
    expect([across.pass({}), across.pass({})]).toEqual([unchanged, unchanged]);
  });

  test("that sets the minimum to what an earlier one raised the maximum to is taken", () => {
    const service = new Service(10, { min: 5, max: 20 }, [at("1 0 * * *", { max: 30 }), at("2 0 * * *", { min: 30 })]);
    expect(service.passMany(2, {})).toEqual([10, 30]);
  });

  test("gives the alarms its bounds in the same minute where it moves nothing itself", () => {
    const service = new Service(10, { min: 5, max: 10 }, [at("1 0 * * *", { max: 60 }), cpu]);
    expect(service.pass({ cpu: 0.9 })).toMatchObject({ desired: 15, activity: { cause: "target-tracking cpu" } });
  });
});

describe("the next evaluation", () => {
  const autoscaler = (...policies: object[]) =>
    new Autoscaler({ policies: create(...policies), bounds, metrics: prompt(), timing, start: 0 });

  test("is when the next datapoint or scheduled action comes, whichever is first", () => {
    const at = { kind: "scheduled", cron: "2 0 * * *", bounds: { min: 2 } };
    expect(autoscaler(at).nextAt(0)).toBe(2 * minute);
    expect(autoscaler(cpu, at).nextAt(0)).toBe(minute);
    expect(autoscaler(cpu, at).nextAt(119 * 1_000_000)).toBe(2 * minute);
  });

  test("never comes without a policy", () => {
    expect(autoscaler().nextAt(0)).toBe(Number.POSITIVE_INFINITY);
  });
});

test("what is not done has AWS's reason", () => {
  const service = new Service(10, { min: 8, max: 12 }, [cpu]);
  expect(service.pass({ cpu: 1 })).toMatchObject({ desired: 12 });
  expect(service.pass({ cpu: 1 })).toMatchObject({ desired: 12, refusal: "AlreadyAtMaxCapacity" });
  expect(service.pass({ cpu: 0.1 })).toMatchObject({ desired: 8 });
  expect(service.pass({ cpu: 0.1 })).toMatchObject({ desired: 8, refusal: "AlreadyAtMinCapacity" });
});
