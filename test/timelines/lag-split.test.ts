import { expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

/** The most tasks that 20 become, of which 27 are needed, where 153 s lie between a datapoint and the action on it. */
function peak(ageS: number): number {
  const read = scenario(`
region: us-east-1
clock: { duration: 30m, warmup: 0s }
autoscaling: { metricLags: { standard: { age: ${ageS}s, actionDelay: ${153 - ageS}s } } }
demand:
  - name: load
    to: web
    curve: { kind: steps, steps: [{ at: 0s, rate: 21.6/s }, { at: 300s, rate: 32.4/s }] }
    request: { steps: [{ cpu: 500ms }] }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 20
    bounds: { min: 20, max: 100 }
    scaling: [{ kind: target-tracking, metric: cpu, target: 60 %, scaleOutCooldown: 60s }]
    abruptFailuresPerMonth: 0 %
`);
  return Math.max(...onlyService(simulate(read)).activities.map(({ to }) => to));
}

// At 54 % a load of half as much again is 81 %: ⌈20 × 81 / 60⌉ = 27. What is read while new tasks start is of the time
// before them, the more so the older it is.
test("the older the metric that is acted on, the more a short scale-out cooldown overshoots", () => {
  const [allAge, byDefault, nearlyFresh] = [153, 120, 8].map(peak);
  expect(allAge).toBeGreaterThan(1.5 * nearlyFresh);
  expect(byDefault).toBe(allAge); // within a minute it is the same datapoint
  expect(nearlyFresh).toBeGreaterThanOrEqual(27);
});
