import { expect, test } from "vitest";
import { Moments } from "../../sim/statistics/index.js";
import { onlyService, replications, scenario } from "../support/simulate.js";

/** The most tasks that 20 become on average, of which 27 are needed, where 153 s lie between a datapoint and the action on it. */
function peak(ageS: number): number {
  const read = scenario(`
region: us-east-1
clock: { duration: 30m, warmup: 0s }
autoscaling: { metricLags: { standard: { age: ${ageS}s, actionDelay: ${153 - ageS}s } } }
demand:
  - name: load
    to: web
    curve: { kind: steps, steps: [{ at: 0s, rate: 21.6/s }, { at: 300s, rate: 32.4/s }] }
    arrivals: even
    request: { steps: [{ cpu: 500ms }] }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 20
    bounds: { min: 20, max: 100 }
    scaling: [{ kind: target-tracking, metric: cpu, target: 60 %, scaleOutCooldown: 60s }]
    abruptFailuresPerMonth: 0 %
`);
  const peaks = replications(read, 4).map((each) =>
    Math.max(...onlyService(each).scaling.activities.map(({ to }) => to)),
  );
  return Moments.of(peaks).mean;
}

// At 54 % a load of half as much again is 81 %: ⌈20 × 81 / 60⌉ = 27. What is read while new tasks start is of the time
// before them, the more so the older it is.
test("the older the metric that is acted on, the more a short scale-out cooldown overshoots", () => {
  const [allAge, byDefault, nearlyFresh] = [153, 120, 8].map(peak);
  expect(nearlyFresh).toBeGreaterThanOrEqual(27);
  expect(allAge).toBeGreaterThan(nearlyFresh + 4);
  expect(byDefault).toBe(allAge); // it ages 33 s more until the action, in which nothing newer is published
});
