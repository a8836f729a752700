import { describe, expect, test } from "vitest";
import { create, Service, viewOf } from "./fixture.js";

const cpu = { kind: "target-tracking", metric: "cpu", target: "60 %" };
const bounds = { min: 1, max: 100 };
const decide = (policy: object, view: Parameters<typeof viewOf>) => create(policy)[0].decide(viewOf(...view));

describe("target tracking", () => {
  test("scales out to the running count times metric over target, rounded up", () => {
    // 10 × 0.75 ÷ 0.6 = 12.5
    expect(decide(cpu, ["cpu", [0.75, 0.75, 0.75]])).toMatchObject({ kind: "out", desired: 13 });
    // 20 × 0.72 ÷ 0.6 = 24, and not 25 for 24.000000000000004
    expect(decide(cpu, ["cpu", [0.72, 0.72, 0.72], { desired: 20, running: 20 }])).toMatchObject({ desired: 24 });
  });

  test("takes the newest datapoint, not the mean of those that raised the alarm", () => {
    expect(decide(cpu, ["cpu", [0.9, 0.9, 0.66]])).toMatchObject({ kind: "out", desired: 11 });
  });

  test("does nothing at the target, or with two high datapoints of three", () => {
    expect(decide(cpu, ["cpu", [0.6, 0.6, 0.6]])).toMatchObject({ kind: "none", reason: "no alarm" });
    expect(decide(cpu, ["cpu", [0.5, 0.9, 0.9]])).toMatchObject({ kind: "none", reason: "no alarm" });
  });

  test("counts from what runs, so that a repeated decision does not add up while tasks start", () => {
    expect(decide(cpu, ["cpu", [0.9, 0.9, 0.9], { desired: 15, running: 10 }])).toEqual({
      kind: "none",
      reason: "AlreadyAtDesiredCapacity",
    });
  });

  test("stops at the maximum, and says so", () => {
    const view = { desired: 10, running: 10, bounds: { min: 1, max: 12 } };
    expect(decide(cpu, ["cpu", [1, 1, 1], view])).toMatchObject({ kind: "out", desired: 12 });
    const full = { desired: 12, running: 12, bounds: { min: 1, max: 12 } };
    expect(decide(cpu, ["cpu", [1, 1, 1], full])).toEqual({ kind: "none", reason: "AlreadyAtMaxCapacity" });
  });

  test("raises a desired count below the minimum to the minimum at a scale-out", () => {
    const view = { desired: 2, running: 2, bounds: { min: 5, max: 12 } };
    expect(decide(cpu, ["cpu", [0.7, 0.7, 0.7], view])).toMatchObject({ kind: "out", desired: 5 });
  });

  test("lowers a desired count above the maximum to the maximum at a scale-in", () => {
    const low = Array.from({ length: 15 }, () => 0.5);
    const view = { desired: 20, running: 20, bounds: { min: 5, max: 12 } };
    expect(decide(cpu, ["cpu", low, view])).toMatchObject({ kind: "in", desired: 12 });
  });

  test("scales in after fifteen datapoints under nine tenths of the target, and not after fourteen", () => {
    const low = (count: number) => Array.from({ length: count }, () => 0.3);
    expect(decide(cpu, ["cpu", [0.54, ...low(15)]])).toMatchObject({ kind: "in", desired: 9 });
    expect(decide(cpu, ["cpu", [0.54, ...low(14)]])).toMatchObject({ kind: "none" });
    expect(decide({ ...cpu, disableScaleIn: true }, ["cpu", low(15)])).toMatchObject({ kind: "none" });
  });

  test("removes 1 where 1.5 would be the exact number", () => {
    // 10 × 0.51 ÷ 0.6 = 8.5
    const low = Array.from({ length: 15 }, () => 0.51);
    expect(decide({ ...cpu, maxScaleInFraction: "100 %" }, ["cpu", low])).toMatchObject({ kind: "in", desired: 9 });
  });

  test.each([
    [6, 5],
    [16, 15],
    [39, 38],
    [40, 38], // 5 % of 40 are 2
    [334, 318], // 16.7
  ])("takes a twentieth of %i tasks at most, and always one, however low the metric: %i are left", (desired, left) => {
    const idle = Array.from({ length: 15 }, () => 0.01);
    const view = { desired, running: desired, bounds: { min: 1, max: 1_000 } };
    expect(decide(cpu, ["cpu", idle, view])).toMatchObject({ kind: "in", desired: left });
  });

  test("takes another share where it is told to, in whole tasks: 29 % of 100 are 29, not 28.999999999999996", () => {
    const idle = Array.from({ length: 15 }, () => 0.01);
    const view = { desired: 100, running: 100 };
    expect(decide({ ...cpu, maxScaleInFraction: "29 %" }, ["cpu", idle, view])).toMatchObject({ desired: 71 });
  });

  test("compares in decimal: 9 % is not below nine tenths of 10 %, nor 0.1 + 0.2 above 30 %", () => {
    const at = (target: string, value: number) =>
      decide({ ...cpu, target }, ["cpu", Array.from({ length: 15 }, () => value)]);
    expect(at("10 %", 0.09)).toMatchObject({ kind: "none", reason: "no alarm" }); // 0.9 × 0.1 is 0.09000000000000001
    expect(at("30 %", 0.1 + 0.2)).toMatchObject({ kind: "none", reason: "no alarm" });
  });

  test("does nothing on missing data", () => {
    expect(decide(cpu, ["cpu", []])).toMatchObject({ kind: "none", reason: "no datapoint of cpu" });
    expect(decide(cpu, ["cpu", [0.9, 0.9, 0.9, Number.NaN]])).toMatchObject({ kind: "none" });
  });

  test("takes real datapoints from further back where one is missing", () => {
    expect(decide(cpu, ["cpu", [0.9, 0.9, Number.NaN, 0.9]])).toMatchObject({ kind: "out", desired: 15 });
  });

  test("tracks requests per target per minute by AWS's name", () => {
    const requests = { kind: "target-tracking", metric: "ALBRequestCountPerTarget", target: "200/min" };
    expect(decide(requests, ["requests-per-target", [250, 250, 250]])).toMatchObject({ desired: 13 });
  });

  test("tracks the high-resolution metric where asked to, by either spelling", () => {
    const asked = { ...cpu, resolution: "high" };
    const named = { ...cpu, metric: "ECSServiceAverageCPUUtilizationHighResolution" };
    for (const policy of [asked, named]) {
      expect(decide(policy, ["cpu-high-resolution", [0.9, 0.9, 0.9]])).toMatchObject({ kind: "out" });
    }
  });
});

describe("zero capacity", () => {
  const requests = { kind: "target-tracking", metric: "requests-per-target", target: "200/min" };

  test("is reached by true zeros where the minimum is 0", () => {
    const service = new Service(3, { min: 0, max: 10 }, [requests]);
    // One at the fifteenth minute, then one every 360 s.
    const sizes = service.passMany(27, { "requests-per-target": 0 });
    expect([13, 14, 20, 26].map((index) => sizes[index])).toEqual([3, 2, 1, 0]);
  });

  test("is left by one task at the first datapoint that shows demand", () => {
    const service = new Service(0, { min: 0, max: 10 }, [requests]);
    expect(service.passMany(5, { "requests-per-target": 0 }).at(-1)).toBe(0);
    expect(service.pass({ "requests-per-target": 900 }).desired).toBe(1);
    // From there on it counts from what runs, cooldown or not: 1 × 900 ÷ 200 = 4.5.
    expect(service.passMany(2, { "requests-per-target": 900 })).toEqual([1, 5]);
  });
});

test("a growing load is followed without ever shrinking on the way", () => {
  const service = new Service(5, bounds, [{ ...cpu, scaleOutCooldown: "60s" }]);
  const sizes = Array.from({ length: 60 }, (_, minute) => {
    const load = 2 + minute * 0.2;
    return service.pass({ cpu: Math.min(1, load / service.running) }).desired;
  });
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  expect(sizes.at(-1)! * 0.6).toBeGreaterThan(12);
});
