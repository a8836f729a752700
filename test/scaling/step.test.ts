import { describe, expect, test } from "vitest";
import { adjustCapacity, findStep, stepsProblem } from "../../sim/scaling/policies/step.js";
import { create, minute, prompt, viewOf } from "./fixture.js";

describe("a percentage of capacity is rounded as AWS rounds it", () => {
  // Above 1 down; between 0 and 1 to 1; between 0 and −1 to −1; below −1 toward zero.
  test.each([
    [10, 25, 2], // 2.5
    [12, 58, 6], // 6.96, AWS's own example
    [10, 7, 1], // 0.7
    [10, 10, 1],
    [10, -7, -1], // −0.7, AWS's own example
    [10, -67, -6], // −6.7, AWS's own example
    [10, -25, -2], // −2.5
    [100, 29, 29], // not 28 for 28.999999999999996
    [10, 0, 0],
    [0, 50, 0],
  ])("%i tasks, %i %%: %i", (capacity, percent, change) => {
    expect(adjustCapacity(capacity, "PercentChangeInCapacity", percent, 0) - capacity).toBe(change);
  });

  test("but moves at least the least magnitude", () => {
    // 25 % of 4 is 1, AWS's own example for a magnitude of 2.
    expect(adjustCapacity(4, "percent-change-in-capacity", 25, 2)).toBe(6);
    expect(adjustCapacity(4, "percent-change-in-capacity", -25, 2)).toBe(2);
    expect(adjustCapacity(4, "change-in-capacity", 1, 2)).toBe(5);
  });
});

describe("the bounds of a step", () => {
  const above = [
    { lowerBound: 0, upperBound: 10, adjustment: 1 },
    { lowerBound: 10, adjustment: 3 },
  ];
  const below = [
    { lowerBound: -10, upperBound: 0, adjustment: -1 },
    { upperBound: -10, adjustment: -3 },
  ];

  test("above the threshold include the lower and exclude the upper", () => {
    expect([0, 9.99, 10, 1000].map((breach) => findStep(above, breach, "above")?.adjustment)).toEqual([1, 1, 3, 3]);
    expect(findStep(above, -0.01, "above")).toBeUndefined();
  });

  test("below the threshold exclude the lower and include the upper", () => {
    expect([0, -9.99, -10, -1000].map((breach) => findStep(below, breach, "below")?.adjustment)).toEqual([
      -1, -1, -3, -3,
    ]);
    expect(findStep(below, 0.01, "below")).toBeUndefined();
  });

  test("leave no gap and do not overlap, in whatever order they are written", () => {
    expect(stepsProblem(above)).toBeUndefined();
    expect(stepsProblem(below.toReversed())).toBeUndefined();
    expect(stepsProblem([{ lowerBound: 11, adjustment: 3 }, above[0]])).toBe(
      "no hole between step 2 (up to 10) and step 1 (from 11): let them meet at one bound",
    );
    expect(stepsProblem([above[0], { lowerBound: 9, adjustment: 3 }])).toContain(
      "overlap of step 1 (up to 10) and step 2",
    );
    expect(stepsProblem([{ adjustment: 1 }, { adjustment: 2 }])).toContain("overlap");
    expect(stepsProblem([{ lowerBound: 1, upperBound: 1, adjustment: 1 }])).toContain("lowerBound");
  });
});

describe("step scaling", () => {
  const policy = {
    kind: "step",
    metric: "cpu",
    threshold: "60 %",
    steps: [
      { lowerBound: 0, upperBound: "15 %", adjustment: 2 },
      { lowerBound: "15 %", adjustment: 5 },
    ],
  };
  const decide = (written: object, view: Parameters<typeof viewOf>) => create(written)[0].decide(viewOf(...view));

  test("moves by the step that the newest datapoint falls into", () => {
    expect(decide(policy, ["cpu", [0.6]])).toMatchObject({ kind: "out", desired: 12 });
    expect(decide(policy, ["cpu", [0.8]])).toMatchObject({ kind: "out", desired: 15 });
    expect(decide(policy, ["cpu", [0.59]])).toMatchObject({ kind: "none" });
  });

  test("waits for M of N datapoints of its own alarm", () => {
    const patient = { ...policy, datapointsToAlarm: 2, evaluationPeriods: 3 };
    expect(decide(patient, ["cpu", [0.5, 0.5, 0.7]])).toMatchObject({ kind: "none" });
    expect(decide(patient, ["cpu", [0.7, 0.5, 0.7]])).toMatchObject({ kind: "out" });
  });

  test("joins datapoints into its own period by its own statistic", () => {
    const slow = { ...policy, period: "3m" };
    // Mean of 0.3, 0.6 and 0.75: 0.55.
    expect(decide(slow, ["cpu", [0.3, 0.6, 0.75]])).toMatchObject({ kind: "none" });
    expect(decide({ ...slow, statistic: "Maximum" }, ["cpu", [0.3, 0.6, 0.75]])).toMatchObject({ desired: 15 });
    expect(decide({ ...slow, statistic: "minimum" }, ["cpu", [0.6, 0.7, 0.75]])).toMatchObject({ desired: 12 });
  });

  test("sees single tasks by the maximum and the minimum, and the service by the average", () => {
    const metrics = prompt();
    metrics.publish("cpu", minute, { average: 0.5, minimum: 0.1, maximum: 0.8 });
    const view = { ...viewOf("cpu", []), metrics, now: minute };
    const by = (statistic: string, change: object = {}) => create({ ...policy, statistic, ...change })[0].decide(view);
    expect(by("Maximum")).toMatchObject({ kind: "out", desired: 15 });
    expect(by("Average")).toMatchObject({ kind: "none" });
    const low = { comparison: "<", threshold: "20 %", steps: [{ upperBound: 0, adjustment: -1 }] };
    expect(by("Minimum", low)).toMatchObject({ kind: "in", desired: 9 });
    expect(by("Average", low)).toMatchObject({ kind: "none" });
  });

  test.each([
    ["20 %", 0.2, -3], // 0.2 − 0.3 is −0.09999999999999998 in binary
    ["21 %", 0.21, -1],
    ["30 %", 0.1 + 0.2, -1], // 0.30000000000000004
  ])("compares in decimal: at %s a threshold of 30 %% with a bound of −10 %% asks for %s", (_, value, change) => {
    const inward = {
      ...{ ...policy, comparison: "<=", threshold: "30 %" },
      steps: [
        { upperBound: 0, lowerBound: "-10 %", adjustment: -1 },
        { upperBound: "-10 %", adjustment: -3 },
      ],
    };
    expect(decide(inward, ["cpu", [value]])).toMatchObject({ kind: "in", desired: 10 + change });
  });

  test("sets an exact capacity in either direction", () => {
    const exact = { ...policy, adjustmentType: "ExactCapacity", steps: [{ lowerBound: 0, adjustment: 7 }] };
    expect(decide(exact, ["cpu", [0.7]])).toMatchObject({ kind: "in", desired: 7 });
    expect(decide(exact, ["cpu", [0.7], { desired: 4, running: 4 }])).toMatchObject({ kind: "out", desired: 7 });
    expect(decide(exact, ["cpu", [0.7], { desired: 7, running: 5 }])).toMatchObject({ kind: "none" });
  });

  test("does nothing without a newest datapoint, even where missing data breaches", () => {
    const breaching = { ...policy, missingData: "breaching" };
    expect(decide(breaching, ["cpu", [0.9, Number.NaN]])).toMatchObject({ kind: "none" });
  });
});
