import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { policies } from "../../sim/scaling/index.js";
import type { MetricName } from "../../sim/scaling/metric.js";
import type { Decision, FleetView } from "../../sim/scaling/policy.js";
import { create, minute, viewOf } from "../scaling/fixture.js";

/** At least one way to write each kind; the suite fails for a kind that is not here. */
const examples: Readonly<Record<string, readonly (readonly [metric: MetricName, written: object])[]>> = {
  "target-tracking": [
    ["cpu", { metric: "cpu", target: "60 %" }],
    ["memory", { metric: "memory", target: "50 %", maxScaleInFraction: "10 %", lowDatapoints: 3 }],
    ["requests-per-target", { metric: "requests-per-target", target: "30/min", highDatapoints: 1, lowDatapoints: 1 }],
    ["queue-per-task", { metric: "queue-per-task", target: 5, disableScaleIn: true }],
  ],
  step: [
    ["cpu", { metric: "cpu", threshold: "60 %", steps: [{ lowerBound: 0, adjustment: 3 }] }],
    ["cpu", { metric: "cpu", comparison: "<", threshold: "30 %", steps: [{ upperBound: 0, adjustment: -3 }] }],
    [
      "queue-per-task",
      {
        metric: "queue-per-task",
        threshold: 1,
        adjustmentType: "PercentChangeInCapacity",
        minAdjustmentMagnitude: 2,
        steps: [{ lowerBound: 0, adjustment: 50 }],
      },
    ],
    [
      "cpu",
      { metric: "cpu", threshold: 0, adjustmentType: "ExactCapacity", steps: [{ lowerBound: 0, adjustment: 12 }] },
    ],
  ],
  scheduled: [["cpu", { cron: "*/3 * * * *", bounds: { min: 3, max: 30 } }]],
};

const cases = policies.flatMap(({ kind }) =>
  (examples[kind] ?? []).map(([metric, written]) => ({ kind, metric, written: { kind, ...written } })),
);

const situations = fc.record({
  values: fc.array(
    fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 100 }), fc.constant(Number.NaN)),
    {
      maxLength: 30,
    },
  ),
  flat: fc.option(fc.double({ min: 0, max: 2, noNaN: true })),
  desired: fc.integer({ min: 0, max: 60 }),
  running: fc.integer({ min: 0, max: 60 }),
  bounds: fc
    .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }))
    .map(([min, more]) => ({ min, max: min + more })),
});
type Situation = typeof situations extends fc.Arbitrary<infer Situation> ? Situation : never;

/** A flat load for twenty minutes raises alarms that a random one hardly ever does. */
function viewIn(metric: MetricName, { values, flat, ...fleet }: Situation): FleetView {
  return viewOf(metric, flat === null ? values : Array.from({ length: 20 }, () => flat), fleet);
}

function holds({ metric, written }: (typeof cases)[number], law: (decision: Decision, view: FleetView) => void): void {
  fc.assert(
    fc.property(situations, (situation) => {
      const view = viewIn(metric, situation);
      law(create(written)[0].decide(view), view);
    }),
    { seed: 2, numRuns: 200 },
  );
}

test("every kind has an example", () => {
  for (const { kind } of policies) expect(examples[kind]?.length, kind).toBeGreaterThan(0);
});

describe.each(cases)("$written", (policy) => {
  test("an out decision raises desired, and within the maximum", () => {
    holds(policy, (decision, { desired, bounds }) => {
      if (decision.kind !== "out") return;
      expect(decision.desired).toBeGreaterThan(desired);
      expect(decision.desired).toBeLessThanOrEqual(bounds.max);
    });
  });

  test("an in decision lowers desired, and not below the minimum", () => {
    holds(policy, (decision, { desired, bounds }) => {
      if (decision.kind !== "in") return;
      expect(decision.desired).toBeLessThan(desired);
      expect(decision.desired).toBeGreaterThanOrEqual(bounds.min);
    });
  });

  test("a decision is whole and has a reason", () => {
    holds(policy, (decision) => {
      expect(decision.reason).not.toBe("");
      if (decision.kind === "out" || decision.kind === "in") expect(Number.isInteger(decision.desired)).toBe(true);
    });
  });

  test("the same view gives the same decision, also when asked twice", () => {
    holds(policy, (decision, view) => {
      const again = create(policy.written)[0];
      expect([again.decide(view), again.decide(view)]).toEqual([decision, decision]);
    });
  });

  test("a view is not changed", () => {
    holds(policy, (_, view) => {
      const frozen = Object.freeze({ ...view, bounds: Object.freeze({ ...view.bounds }) });
      expect(() => create(policy.written)[0].decide(frozen)).not.toThrow();
    });
  });

  test("without any datapoint no dynamic policy decides anything", () => {
    const view = viewOf(
      policy.metric,
      Array.from({ length: 20 }, () => Number.NaN),
    );
    const decided = create(policy.written)[0].decide(view).kind;
    expect(decided).toBe(policy.kind === "scheduled" ? decided : "none");
    expect(create(policy.written)[0].decide({ ...viewOf(policy.metric, []), since: -1, now: -1 }).kind).toBe("none");
  });

  test("the next instant to ask is after now", () => {
    const { metrics } = viewOf(policy.metric, [1, 2, 3]);
    for (const now of [-90 * minute, -1, 0, 1, minute - 1, minute]) {
      expect(create(policy.written)[0].nextAt(now, metrics)).toBeGreaterThan(now);
    }
  });
});
