import { describe, expect, test } from "vitest";
import { z } from "zod";
import { scalingShape } from "../../sim/scaling/index.js";

const cpu = { kind: "target-tracking", metric: "cpu", target: "60 %" };
const step = { kind: "step", metric: "cpu", threshold: "60 %", steps: [{ lowerBound: 0, adjustment: 2 }] };
const scheduled = { kind: "scheduled", cron: "45 8 * * *", bounds: { min: 20, max: 60 } };

const problems = (...written: readonly unknown[]) =>
  scalingShape.safeParse(written).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];

describe("policies", () => {
  test("are read as they would be written for AWS", () => {
    const [tracking] = scalingShape.parse([
      { ...cpu, metric: "ECSServiceAverageCPUUtilization", scaleOutCooldown: "2m" },
    ]);
    expect(tracking).toMatchObject({ target: 0.6, scaleOutCooldown: 120_000_000, scaleInCooldown: 300_000_000 });
  });

  test("are written back with every default, and read again as the same", () => {
    const written = [
      cpu,
      { kind: "target-tracking", metric: "ALBRequestCountPerTarget", target: "200/min", maxScaleInFraction: "20 %" },
      { ...step, steps: [{ lowerBound: "-10 %", upperBound: 0, adjustment: -2 }] },
      { ...scheduled, timezone: "Asia/Tokyo" },
    ];
    const configs = scalingShape.parse(written);
    expect(scalingShape.parse(z.encode(scalingShape, configs))).toEqual(configs);
    expect(z.encode(scalingShape, configs)[0]).toMatchObject({ target: "60 %", lowRatio: "90 %", lowDatapoints: 15 });
  });

  test("have a JSON Schema", () => {
    expect(JSON.stringify(z.toJSONSchema(scalingShape, { io: "input" }))).toContain("requests-per-target");
  });
});

describe("a policy is refused", () => {
  test.each([
    ["a target in the unit of another metric", { ...cpu, target: "200/min" }, "0.target"],
    ["a target of zero", { ...cpu, target: 0 }, "0.target"],
    ["an unknown metric", { ...cpu, metric: "network" }, "0.metric"],
    [
      "a high resolution of requests",
      { ...cpu, metric: "requests-per-target", target: "9/min", resolution: "high" },
      "0",
    ],
    [
      "a step on a high-resolution metric",
      { ...step, metric: "ECSServiceAverageCPUUtilizationHighResolution" },
      "0.metric",
    ],
    [
      "steps with a gap",
      {
        ...step,
        steps: [
          { upperBound: 0, adjustment: 1 },
          { lowerBound: "5 %", adjustment: 2 },
        ],
      },
      "0.steps",
    ],
    ["no step", { ...step, steps: [] }, "0.steps"],
    ["a period of half a minute more", { ...step, period: "90s" }, "0.period"],
    [
      "more datapoints to alarm than periods",
      { ...step, datapointsToAlarm: 3, evaluationPeriods: 2 },
      "0.datapointsToAlarm",
    ],
    ["a bad cron expression", { ...scheduled, cron: "61 8 * * *" }, "0.cron"],
    ["an unknown zone", { ...scheduled, timezone: "Asia/Nowhere" }, "0.timezone"],
    ["a schedule that sets nothing", { ...scheduled, bounds: {} }, "0.bounds"],
    ["a minimum above the maximum", { ...scheduled, bounds: { min: 9, max: 8 } }, "0.bounds"],
    ["an unknown kind", { kind: "predictive" }, "0.kind"],
  ])("for %s", (_, written, path) => {
    expect(problems(written).map((problem) => problem.split(":")[0])).toEqual([path]);
  });

  test("for tracking a metric that another one tracks, whichever way it is spelled", () => {
    const again = { ...cpu, metric: "ECSServiceAverageCPUUtilization" };
    expect(problems(cpu, again)).toEqual(["1.metric: one target-tracking policy per metric, and cpu has one already"]);
    expect(problems(cpu, { ...cpu, resolution: "high" })).toEqual([]);
  });
});
