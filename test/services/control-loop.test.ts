import { expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

test("a decision that falls behind the reported time, while the last requests end, is not reported", () => {
  // From 6:30 on there are 2 requests a second: the minutes that end at 7, 8 and 9 have 75, 120 and 120 for the one task,
  // and the third is acted upon 153 s later, at 11:33. The run ends at 10:00, its last request takes until 14:40.
  const decided = (duration: string) =>
    onlyService(
      simulate(
        scenario(`
region: us-east-1
clock: { duration: ${duration}, warmup: 0s }
demand:
  - name: load
    to: web
    curve: { kind: steps, steps: [ { at: 0s, rate: 0.5/s }, { at: 390s, rate: 2/s } ] }
    arrivals: even
    request: { steps: [ { wait: 280s } ] }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 5000 }
    desired: 1
    scaling: [ { kind: target-tracking, metric: requests-per-target, target: 60/min } ]
    balancer: { idleTimeout: 600s }
`),
      ),
    ).scaling.activities.map(({ at, to }) => [at / 1e6, to]);
  expect(decided("12m")).toEqual([[693, 2]]);
  expect(decided("10m")).toEqual([]);
});

test("a scale-out that the bounds end too early counts with the time it has lasted when the run is over", () => {
  // From 6:30 on 3 requests a second need three tasks at 60 a minute each. The bounds allow two: 23:30 later there is
  // still one too few, and no other scale-out was longer.
  const { scaling } = onlyService(
    simulate(
      scenario(`
region: us-east-1
clock: { duration: 30m, warmup: 0s }
demand:
  - name: load
    to: web
    curve: { kind: steps, steps: [ { at: 0s, rate: 0.5/s }, { at: 390s, rate: 3/s } ] }
    request: { steps: [ { wait: 100ms } ] }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 1
    bounds: { min: 1, max: 2 }
    scaling: [ { kind: target-tracking, metric: requests-per-target, target: 60/min } ]
`),
    ),
  );
  expect(scaling.activities.map(({ to }) => to)).toEqual([2]);
  expect(scaling.lags).toEqual([(30 * 60 - 390) * 1e6]);
});

test("requests that find no target say nothing of requests per target, however many tasks run but do not yet answer", () => {
  // Both tasks are stopped at 5:00; their successors run within minutes and boot until 15:00 or later. 2 requests a second
  // are 60 a minute for each of two tasks, just at the target; for no task they are nothing to scale by.
  const { scaling, requests } = onlyService(
    simulate(
      scenario(`
region: us-east-1
clock: { duration: 15m, warmup: 0s }
demand:
  - { name: load, to: web, curve: 2/s, arrivals: even, request: { steps: [ { wait: 10ms } ] } }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    launch: { boot: 10m }
    scaling: [ { kind: target-tracking, metric: requests-per-target, target: 60/min } ]
incidents: [ { kind: stop-tasks, at: 5m, service: web, count: 2 } ]
`),
    ),
  );
  expect(requests.failedBy.noCapacity).toBeGreaterThan(1_000);
  expect(scaling.activities).toEqual([]);
});

test.each([
  ["cpu", "{ kind: target-tracking, metric: cpu, target: 60 % }", 33],
  ["memory", "{ kind: target-tracking, metric: memory, target: 60 % }", 33],
  ["requests", "{ kind: target-tracking, metric: requests-per-target, target: 60/min }", 33],
  ["cpu each 20 s", "{ kind: target-tracking, metric: cpu, target: 60 %, resolution: high }", 16],
  ["memory each 20 s", "{ kind: target-tracking, metric: memory, target: 60 %, resolution: high }", 16],
  [
    "the most of CPU",
    "{ kind: step, metric: cpu, statistic: Maximum, threshold: 60 %, steps: [{ lowerBound: 0, adjustment: 1 }] }",
    33,
  ],
])(
  "a service that begins in overload scales out at the first decision, by %s as by any other metric",
  (_, policy, firstS) => {
    // 3/s for two tasks of a vCPU are 90 % of it; each request holds 100 MB for some 10 s, of a task's 2 GB.
    const { scaling } = onlyService(
      simulate(
        scenario(`
region: us-east-1
clock: { duration: 2m, warmup: 0s }
demand: [ { name: load, to: web, curve: 3/s, request: { steps: [ { cpu: 600ms }, { wait: 5s } ], memory: 100 MB } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    scaling: [ ${policy} ]
`),
      ),
    );
    expect(scaling.activities[0].at / 1e6).toBe(firstS);
    expect(scaling.activities[0].to).toBeGreaterThan(2);
  },
);
