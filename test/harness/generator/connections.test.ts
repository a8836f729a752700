import { expect, test } from "vitest";
import { connectionsAtFirst } from "../../../harness/generator/expected-load.js";
import { Clock, clockShape } from "../../../workload/clock.js";
import { demandShape } from "../../../workload/demand-shape.js";
import { createDemands } from "../../../workload/demands.js";
import { Tables } from "../../../workload/tables.js";

/** Connections at first for requests with these steps, coming at a rate. */
function atFirst(rate: string, steps: object[]): number {
  const config = demandShape.decode({ name: "pages", to: "web", curve: rate, request: { steps } });
  const clock = new Clock(clockShape.decode({ duration: "60s", warmup: "0s" }));
  const context = { seed: 1, clock, tables: new Tables(() => ""), spikes: [], slowdowns: [] };
  return connectionsAtFirst(createDemands([config], context), 0, clock.duration);
}

test("one request in flight at 500/s gets a few connections, not the ceiling of 1,000", () => {
  expect(atFirst("500/s", [{ wait: "2ms" }])).toBe(8 + 2 * 1 + 4 * 1);
});

test("a hundred in flight get twice as many, and some for bursts", () => {
  expect(atFirst("50/s", [{ cpu: "500ms" }, { wait: "1500ms" }])).toBe(8 + 2 * 100 + 4 * 10);
});
