import { expect, test } from "vitest";
import { latencyOf, onlyService, scenario, simulate } from "../support/simulate.js";

/** Six tasks in three zones that take turns at twelve requests a second of 5 s each; zone 1 is down from 5:00 to 10:00. */
const outage = (balancer = "") =>
  scenario(`
region: us-east-1
clock: { duration: 20m, warmup: 1m }
demand: [{ name: load, to: web, curve: 12/s, arrivals: even, request: { steps: [{ wait: 5s }] } }]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 6
    scaling: []
    balancer: { nodes: 1${balancer} }
    abruptFailuresPerMonth: 0 %
incidents: [{ kind: zone-outage, at: 5m, lasts: 5m, zone: 1 }]
`);

test("a zone that goes down costs what was in flight there, and two requests a second and task until its checks have failed", () => {
  const { requests, tasks } = onlyService(simulate(outage()));
  // Ten requests are in flight at each of its two tasks. Then each is sent two a second for 35 to 65 s.
  const { timeout } = requests.failedBy;
  expect(timeout).toBeGreaterThanOrEqual(20 + 2 * 2 * 35);
  expect(timeout).toBeLessThanOrEqual(20 + 2 * 2 * 65);
  expect(requests.completed).toBe(requests.arrived - timeout);
  expect(tasks.lost).toEqual({ "zone-outage": 2 });
});

test.each([
  ["", 10],
  [", connectTimeout: 3s", 3],
])("who was in flight waits for 60 s, who came later for a connection in vain%s: %i s", (balancer, connect) => {
  const service = onlyService(simulate(outage(balancer)));
  const latency = latencyOf(service);
  const around = (second: number) =>
    latency.countAtMost((second + 0.2) * 1e6) - latency.countAtMost((second - 0.2) * 1e6);
  expect([around(60), around(connect)]).toEqual([20, service.requests.failedBy.timeout - 20]);
});
