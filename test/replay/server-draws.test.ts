import { describe, expect, test } from "vitest";
import type { Replication } from "../../sim/outcome/replication.js";
import { run } from "../../sim/run.js";
import type { ReadScenario } from "../../sim/scenario/index.js";
import { latencyOf, onlyService, scenario, simulate } from "../support/simulate.js";

const draws = [0, 1, 2, 3];

/** Two classes at one task, some of whose requests time out and are tried again after a jittered delay. */
const shop = (work: string) =>
  scenario(`
name: shop
region: us-east-1
clock: { duration: 60s, warmup: 10s }
demand:
  - name: visits
    to: web
    curve: 30/s
    classes:
      - { name: quick, weight: 3, timeout: 50ms, retries: {}, steps: [ { cpu: ${work} } ] }
      - { name: slow, weight: 1, timeout: 50ms, retries: {}, steps: [ { cpu: ${work} }, { wait: 30ms } ] }
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [] } }
`);

const drawn = ({ scenario, data }: ReadScenario, serverDraw: number): Replication =>
  run(scenario, { index: 0, serverDraw, tables: data.tables, stratum: null, crunches: new Map() });

describe("another draw of the servers", () => {
  test("is the replication itself for draw 0, and a run of its own for each other", () => {
    const read = shop("{ kind: exponential, mean: 10ms }");
    const digests = draws.map((draw) => drawn(read, draw).digest);
    expect(digests[0]).toBe(simulate(read).digest);
    expect(new Set(digests).size).toBe(draws.length);
    expect(drawn(read, 2).digest).toBe(digests[2]);
  });

  test("leaves everything that clients do as it was: where servers draw nothing, each request meets the same", () => {
    const read = shop("10ms");
    const all = draws.map((draw) => onlyService(drawn(read, draw)));
    expect(latencyOf(all[0]).count).toBeGreaterThan(1_500);
    expect(all[0].requests.attempts).toBeGreaterThan(all[0].requests.arrived + 10);
    for (const other of all.slice(1)) expect(other).toEqual(all[0]);
  });

  test("brings the same arrivals to other work, whose mean over many draws is that of any run", () => {
    const read = shop("{ kind: lognormal, median: 4ms, sigma: 0.5 }");
    const all = draws.map((draw) => onlyService(drawn(read, draw)));
    const arrived = all.map(({ requests, minutes }) => [requests.arrived, minutes.arrived]);
    for (const other of arrived.slice(1)) expect(other).toEqual(arrived[0]);
    const means = all.map((one) => latencyOf(one).mean);
    expect(new Set(means).size).toBe(draws.length);
  });
});
