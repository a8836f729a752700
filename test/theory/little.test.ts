import { expect, test } from "vitest";
import { World } from "../../sim/world.js";
import { Random } from "../../workload/random.js";
import { scenario, type WholeFacts } from "../support/simulate.js";

const ms = 1_000;
const random = Random.stream(1, "little");
const whole = (mean: number) => Math.ceil(mean * random.exponential());

/** Requests whose arrivals and waits are whole milliseconds, so that the number present changes at no other instants. */
function load(): string {
  const lines = ["at,first,second"];
  for (let at = 0; lines.length <= 3_000; at += whole(10)) lines.push(`${at / 1_000},${whole(16)},${whole(25)}`);
  return lines.join("\n");
}

const fiveSlots = `
region: us-east-1
clock: { duration: 1m, warmup: 0s }
demand:
  - name: load
    to: station
    arrivals: { kind: trace, file: load.csv, column: at }
    request:
      steps:
        - wait: { kind: trace, file: load.csv, column: first, unit: 1ms }
        - wait: { kind: trace, file: load.csv, column: second, unit: 1ms }
services:
  station:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 5, queue: 10000 }
    desired: 1
    bounds: { min: 1, max: 1 }
    scaling: []
    abruptFailuresPerMonth: 0 %
`;

test("requests present, added up over time, are the latencies added up: Little's law on a path, to the microsecond", () => {
  const { scenario: config, data } = scenario(fiveSlots, { "load.csv": load() });
  const world = new World(config, { seed: 1, tables: data.tables, crunches: new Map() });
  world.begin();
  let presence = 0;
  for (let now = 0; now < world.clock.duration || world.inFlight > 0; now += ms) {
    world.simulation.runUntil(now);
    presence += world.inFlight * ms;
  }
  const { requests, latency } = world.services.get("station")!.facts() as WholeFacts;
  expect(requests.completed).toBe(3_000);
  expect(presence).toBe(latency.histogram.sum);
});
