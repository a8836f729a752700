import { expect, test } from "vitest";
import { connectionsUseful } from "../../../harness/generator/connections.js";
import { Clock, clockShape } from "../../../workload/clock.js";
import { demandShape } from "../../../workload/demand-shape.js";
import { createDemands } from "../../../workload/demands.js";
import { Tables } from "../../../workload/tables.js";

function useful(steps: object[]): number {
  const config = demandShape.decode({ name: "pages", to: "web", curve: "50/s", request: { steps } });
  const clock = new Clock(clockShape.decode({ duration: "60s", warmup: "0s" }));
  const context = { seed: 1, clock, tables: new Tables(() => ""), spikes: [], slowdowns: [] };
  return connectionsUseful(createDemands([config], context), 0, clock.duration);
}

test("requests get connections for a stall of two seconds, and some for bursts", () => {
  expect(useful([{ cpu: "30ms" }, { wait: "70ms" }])).toBe(32 + 50 * 2);
});

test("requests that take long get connections for ten times as long", () => {
  expect(useful([{ wait: "1s" }])).toBe(32 + 50 * 10);
});
