import { describe, expect, test } from "vitest";
import { z } from "zod";
import { abortRules, abortShape, createAbortRule } from "../../sim/services/rollout/abort/index.js";
import { rolloutPlan, strategies, strategyKindShape } from "../../sim/services/rollout/strategies/index.js";

/** Keys of each strategy, beside none where it has defaults; the suite fails for one that is not here. */
const written: Readonly<Record<string, readonly string[]>> = {
  rolling: ["{}"],
  "blue-green": ["{}", '{ "bakeTime": "10m" }'],
  canary: ["{}", '{ "share": "20 %", "lasts": "1h", "bakeTime": "5m" }', '{ "share": "100 %" }'],
  linear: ["{}", '{ "step": "33 %", "lasts": "1m" }', '{ "step": "3 %" }', '{ "step": "100 %" }'],
  weighted: [
    '{ "steps": [ { "share": "10 %", "lasts": "1h" } ] }',
    '{ "shadow": { "share": "5 %", "lasts": "7d" }, "steps": [ { "share": "10 %", "lasts": "1h" }, { "share": "50 %", "lasts": "2h" } ], "promote": false }',
  ],
};

const cases = strategies.flatMap(({ kind }) => (written[kind] ?? []).map((keys) => [kind, keys] as const));

test("every strategy and every abort rule has an example here", () => {
  expect(strategies.map(({ kind }) => kind)).toEqual(Object.keys(written));
  expect(abortRules.map(({ kind }) => kind)).toEqual(Object.keys(rules));
});

describe.each(cases)("%s %s", (kind, keys) => {
  const config = z.decode(strategyKindShape, { kind, ...JSON.parse(keys) });
  const plan = rolloutPlan(config);

  test("reads what it has written", () => {
    expect(z.decode(strategyKindShape, z.encode(strategyKindShape, config))).toEqual(config);
  });

  test("shifts traffic in steps that rise, each part of it, or not at all", () => {
    if (plan === null) return expect(kind).toBe("rolling");
    const shares = plan.steps.map(({ share }) => share);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(new Set(shares).size).toBe(shares.length);
    for (const { share, shadow, lasts } of plan.steps) {
      expect(share + shadow).toBeGreaterThan(0);
      expect(Math.max(share, shadow)).toBeLessThanOrEqual(1);
      expect(lasts).toBeGreaterThanOrEqual(0);
    }
    expect(plan.bakeTime).toBeGreaterThanOrEqual(0);
  });

  test("is a deployment of ECS exactly where both revisions have full size", () => {
    expect(plan === null || plan.isDeployment === (plan.sizing === "full")).toBe(true);
  });
});

// Steps of ECS: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-linearconfiguration.html
test.each([
  ["10 %", 9],
  ["33 %", 3],
  ["11 %", 9],
  ["50 %", 1],
  ["100 %", 0],
])("a linear deployment of %s a step waits %i times, as CloudFormation counts them", (step, count) => {
  expect(rolloutPlan(z.decode(strategyKindShape, { kind: "linear", step }))?.steps.length).toBe(count);
});

const rules = {
  absolute: "p99 <= 3s for 5m",
  relative: { kind: "relative", rise: "15 %" },
  exceedance: { kind: "exceedance", level: "1 %" },
  interruptions: { kind: "interruptions", share: "10 %" },
};

test.each(Object.entries(rules))(
  "the abort rule %s says what has to hold, and is read from what it has written",
  (_, rule) => {
    const config = z.decode(abortShape, [rule]);
    expect(z.decode(abortShape, z.encode(abortShape, config))).toEqual(config);
    const { text, window } = createAbortRule(config[0]);
    expect(text).toMatch(/<=/);
    expect(window).toBeGreaterThanOrEqual(0);
  },
);
