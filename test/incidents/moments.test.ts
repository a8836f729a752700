import { expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

/** Six tasks in three zones on an hour from 09:00 with ten minutes of warm-up. */
const hour = (incident: string) =>
  scenario(`
region: us-east-1
clock: { start: 2026-03-02T09:00, duration: 1h, warmup: 10m }
demand: [{ name: load, to: web, curve: 12/s, arrivals: even, request: { steps: [{ wait: 1s }] } }]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 6
    scaling: []
    balancer: { nodes: 1 }
    abruptFailuresPerMonth: 0 %
incidents: [{ ${incident} }]
`);

const journal = (incident: string, kind: string) =>
  simulate(hour(incident))
    .events.filter((event) => event.kind === kind)
    .map(({ at }) => at / 60e6);

test("an outage by the clock comes and goes each time, and costs each time what was in flight there", () => {
  const once = onlyService(simulate(hour("kind: zone-outage, at: 20m, lasts: 5m")));
  const thrice = onlyService(simulate(hour("kind: zone-outage, cron: '*/20 * * * *', lasts: 5m")));
  expect(once.tasks.lost).toEqual({ "zone-outage": 2 });
  expect(thrice.tasks.lost["zone-outage"]).toBeGreaterThanOrEqual(3);
  expect(journal("kind: zone-outage, cron: '*/20 * * * *', lasts: 5m", "zone-outage")).toEqual([0, 5, 20, 25, 40, 45]);
});

test("an incident that began before the start is under way at it", () => {
  const began = "kind: zone-outage, at: -1m, lasts: 5m";
  expect(journal(began, "zone-outage")).toEqual([-1, 4]);
  const calm = onlyService(simulate(hour("kind: deployment, at: 50m, service: web"))).requests.failedBy.timeout;
  const early = onlyService(simulate(hour("kind: zone-outage, at: -10s, lasts: 5m"))).requests.failedBy.timeout;
  expect(calm).toBe(0);
  expect(early).toBeGreaterThanOrEqual(2 * 2 * 25); // two a second and task, for 35 s at least, of which ten are before it
  expect(journal("kind: zone-outage, cron: '45 8 * * *', lasts: 20m", "zone-outage")).toEqual([-10, 5]);
});

test("tasks are stopped each time", () => {
  const stopped = onlyService(simulate(hour("kind: stop-tasks, cron: '*/20 * * * *', service: web, count: 1")));
  expect(stopped.tasks.lost).toEqual({ "stop-task": 3 });
});

test("a deployment by date and by the clock takes place at each of them", () => {
  const both = "kind: deployment, at: 2026-03-02T09:40, cron: '5 9 * * *', service: web";
  expect(journal(both, "deployment")).toEqual(expect.arrayContaining([5, 40]));
});

test("a crunch by the clock takes tasks each time", () => {
  const crunched = `extends: good.yaml
clock: { start: 2026-03-02T09:00, duration: 2h, represents: 2h per day }
markets: { general: { interruptionsPerMonth: 0 % } }
services:
  web:
    desired: 6
    scaling: []
    capacity: { FARGATE_SPOT: { weight: 1, market: general } }
    abruptFailuresPerMonth: 0 %
incidents: [ { kind: spot-crunch, cron: "30 * * * *", market: general, takes: 100 %, lasts: 1m, within: 10s } ]`;
  expect(onlyService(simulate(scenario(crunched))).tasks.lost).toEqual({ spot: 12 });
});
