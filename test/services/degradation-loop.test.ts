import { expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

test("degradation by latency sees the requests that nobody waited for: where all time out it sets in", () => {
  // Requests of 10 s under a timeout of 2: from 2 s on every latency is 2 s, above the level of 1 s. The window of 30 s is
  // full at 31 s, half of the requests are shed from there to the end, and nothing restores it: 29 s of the minute.
  const { degradation, requests } = onlyService(
    simulate(
      scenario(`
region: us-east-1
clock: { duration: 60s, warmup: 0s }
demand:
  - { name: load, to: web, curve: 20/s, arrivals: even, request: { steps: [ { wait: 10s } ], timeout: 2s } }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 1000 }
    desired: 1
    bounds: { min: 1, max: 1 }
    scaling: []
    degradation: { signal: latency, window: 30s, levels: [ { above: 1s, shed: 50 % } ], restoreBelow: 500ms }
`),
    ),
  );
  expect([degradation.activations, requests.completed]).toEqual([1, 0]);
  expect(degradation.degradedMinutes * 60).toBeCloseTo(29, 9);
  expect(requests.failedBy.shed).toBeGreaterThan(0);
});
