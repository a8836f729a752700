import { expect, test } from "vitest";
import { latencyOf, onlyService, scenario, simulate } from "../support/simulate.js";

/** A service that answers within `wait`, for clients of whom some give up. */
const served = (wait: string, client: string) =>
  onlyService(
    simulate(
      scenario(`
region: us-east-1
clock: { duration: 5m, warmup: 0s }
demand: [{ name: calls, to: web, curve: 1/s, request: { steps: [{ wait: ${wait} }]${client} } }]
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, bounds: { min: 1, max: 1 }, balancer: { latency: 1ms } }
`),
    ),
  );

test("nobody waits longer than the client's timeout and the balancer's allow, over all attempts and the pauses between", () => {
  const pauses = "backoff: { initial: 1s, multiplier: 3, max: 2s, jitter: none }";
  const retrying = served("10s", `, timeout: 2s, retries: { attempts: 2, ${pauses} }`);
  // Three attempts of 2 s, with a pause of 1 s and one of 2 s instead of 3.
  expect(retrying.latency.longest).toBe(9_000_000);
  expect(latencyOf(retrying).max).toBe(8_998_000); // the way there and back is counted once
  const balanced = served("90s", "");
  expect(balanced.latency.longest).toBe(60_001_000);
  expect(latencyOf(balanced).max).toBe(60_001_000);
});

const tracking = "kind: target-tracking, metric: cpu, target: 60 %";
const steps = (by: string, type = "change-in-capacity") =>
  `kind: step, metric: cpu, threshold: 70 %, adjustmentType: ${type}, steps: [{ adjustment: ${by} }]`;

test.each([
  ["both ways", [tracking], [true, true, true]],
  ["out only", [`${tracking}, disableScaleIn: true`], [true, false, false]],
  ["out only", [steps("2")], [true, false, false]],
  ["in only", [steps("-2")], [false, true, false]],
  ["both ways", [steps("2"), steps("-2")], [true, true, true]],
  ["both ways", [steps("5", "exact-capacity")], [true, true, true]],
  ["both ways", [`${tracking}, disableScaleIn: true`, steps("-10", "PercentChangeInCapacity")], [true, true, true]],
  ["nowhere", [steps("0")], [false, false, false]],
] as const)(
  "a service that its policies move %s oscillates only where both are possible: %j",
  (_, policies, expected) => {
    const { scaling } = onlyService(
      simulate(
        scenario(`
region: us-east-1
clock: { duration: 5m, warmup: 0s }
demand: [{ name: calls, to: web, curve: 1/s, request: { steps: [{ wait: 10ms }] } }]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    bounds: { min: 1, max: 9 }
    scaling: [ ${policies.map((policy) => `{ ${policy} }`).join(", ")} ]
`),
      ),
    );
    expect([scaling.canScaleOut, scaling.canScaleIn, scaling.canOscillate]).toEqual(expected);
  },
);
