import { expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

const noTasks = `
region: us-east-1
clock: { duration: 20s, warmup: 0s }
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 0, bounds: { min: 0, max: 1 }, scaling: [] } }
`;

test("a class's budget grows with its own requests, not with those of the demand's other classes", () => {
  // 2,000 requests, of which one in ten is of the class that retries; nobody is there to answer. Ten in hand and a fifth
  // of some 200 requests are 50 retries, where a fifth of all 2,000 would have let each of the 200 be tried again.
  const classes = `[ { name: common, weight: 9, steps: [ { wait: 1ms } ] },
    { name: rare, weight: 1, steps: [ { wait: 1ms } ], retries: { attempts: 1, budget: 20 %, backoff: { initial: 1ms } } } ]`;
  const demand = `demand: [ { name: visits, to: web, curve: 100/s, arrivals: even, classes: ${classes} } ]`;
  const { arrived, attempts } = onlyService(simulate(scenario(noTasks + demand))).requests;
  expect(arrived).toBeGreaterThanOrEqual(1_999);
  expect(Math.abs(attempts - arrived - 50)).toBeLessThanOrEqual(1);
});

test("the balancer's 504 is a 5xx for a client that would have waited longer, and only for that one", () => {
  // Each request takes 9 s, the balancer ends it after 2: without a timeout of its own a client retries once on 5xx.
  const attemptsWith = (timeout: string) => {
    const request = `{ steps: [ { wait: 9s } ], ${timeout} retries: { attempts: 1, on: [ 5xx ] } }`;
    const demand = `demand: [ { name: visits, to: web, curve: 5/s, arrivals: even, request: ${request} } ]`;
    const one = noTasks.replace("desired: 0", "desired: 1, balancer: { idleTimeout: 2s }");
    const { arrived, attempts, failedBy } = onlyService(simulate(scenario(one + demand))).requests;
    expect(failedBy.timeout).toBe(arrived);
    return attempts / arrived;
  };
  expect(["", "timeout: 3s,", "timeout: 2s,"].map(attemptsWith)).toEqual([2, 2, 1]);
});
