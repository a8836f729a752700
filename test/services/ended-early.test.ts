import { expect, test } from "vitest";
import { minute, second } from "../../scenarios/language/units/time.js";
import { run } from "../../sim/run.js";
import { billOf, endsOf, onlyService, scenario } from "../support/simulate.js";

const read = scenario(`
region: us-east-1
clock: { duration: 10h, warmup: 1m }
demand: [ { name: d, to: web, curve: 10/s, request: { steps: [ { wait: 100ms } ] } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2, scaling: [], abruptFailuresPerMonth: 0 % } }`);

function endedAt(instant: number) {
  const watch = (now: number) => (now >= instant ? "stopped" : null);
  return run(read.scenario, { index: 0, stratum: null, crunches: new Map(), tables: read.data.tables, watch });
}

test("a run that ends after 90 s of ten hours reports two minutes and is billed 90 s", () => {
  const replication = endedAt(90 * second);
  const service = onlyService(replication);
  expect([...service.minutes.running]).toEqual([2, 2]);
  expect(service.minutes.arrived[0] + service.minutes.arrived[1]).toBe(service.requests.arrived);
  expect(endsOf(service)).toBe(service.requests.arrived);
  expect(replication.usage.end).toBe(90 * second);
  const quantities = new Map(billOf(read, replication).lines.map(({ item, quantity }) => [item, quantity]));
  expect(quantities.get("ALB hours")).toBeCloseTo(90 / 3600, 9);
  expect(quantities.get("Fargate vCPU x86_64")).toBeCloseTo((2 * 90) / 3600, 9);
});

test("a run that ends in its warm-up reports a minute of nothing", () => {
  const replication = endedAt(-30 * second);
  const { minutes, requests } = onlyService(replication);
  expect([replication.usage.end, minutes.arrived.length, requests.arrived]).toEqual([minute, 1, 0]);
});
