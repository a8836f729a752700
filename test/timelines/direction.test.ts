import fc from "fast-check";
import { expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

const policies = [
  "{ kind: target-tracking, metric: cpu, target: 60 %, scaleOutCooldown: 60s, scaleInCooldown: 60s, lowDatapoints: 3 }",
  "{ kind: target-tracking, metric: requests-per-target, target: 20/min, scaleOutCooldown: 2m, lowDatapoints: 5 }",
  "{ kind: step, metric: cpu, threshold: 50 %, steps: [{ lowerBound: 0 %, adjustment: 3 }], cooldown: 60s }",
  "{ kind: step, metric: cpu, threshold: 30 %, comparison: '<', steps: [{ upperBound: 0 %, adjustment: -4 }], cooldown: 60s }",
];

interface Weather {
  /** Requests per second, another rate every two minutes: decisions are made on stale metrics, with tasks on their way. */
  readonly rates: readonly number[];
  readonly policies: readonly string[];
  readonly min: number;
  readonly room: number;
}

const weather: fc.Arbitrary<Weather> = fc.record({
  rates: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 30, maxLength: 30 }),
  policies: fc.subarray(policies, { minLength: 1 }),
  min: fc.integer({ min: 0, max: 8 }),
  room: fc.integer({ min: 1, max: 30 }),
});

const fleet = ({ rates, policies, min, room }: Weather) => `
region: us-east-1
clock: { duration: 1h, warmup: 0s }
demand:
  - name: load
    to: web
    curve: { kind: steps, steps: [${rates.map((rate, index) => `{ at: ${2 * index}m, rate: ${rate}/s }`)}] }
    request: { steps: [{ cpu: 500ms }], timeout: 5s }
services:
  web:
    task: { cpu: 0.5 vCPU, memory: 1 GB }
    desired: ${min}
    bounds: { min: ${min}, max: ${min + room} }
    scaling: [${policies}]
`;

test("a decision to scale out never shrinks the fleet and one to scale in never grows it, whatever the load does", () => {
  const keepsDirection = (each: Weather) => {
    const replication = simulate(scenario(fleet(each)));
    for (const { kind, values } of replication.events.filter(({ kind }) => kind.startsWith("scale-"))) {
      expect(Math.sign(Number(values!.to) - Number(values!.from))).toBe(kind === "scale-out" ? 1 : -1);
    }
    for (const { to } of onlyService(replication).scaling.activities) {
      expect(to).toBeGreaterThanOrEqual(each.min);
      expect(to).toBeLessThanOrEqual(each.min + each.room);
    }
  };
  fc.assert(fc.property(weather, keepsDirection), { seed: 1, numRuns: 40 });
});
