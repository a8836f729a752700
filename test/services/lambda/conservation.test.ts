import fc from "fast-check";
import { expect, test } from "vitest";
import { World } from "../../../sim/world.js";
import { endsOf, scenario, simulate } from "../../support/simulate.js";
import { told } from "./function.js";

const step = fc.constantFrom("{ cpu: 20ms }", "{ wait: 300ms }", "{ wait: { kind: exponential, mean: 900ms } }");
const call = fc.constantFrom("{ call: db }", "{ call: db, timeout: 60ms, retries: { attempts: 1 } }");
const request = fc.record({
  steps: fc.array(fc.oneof(step, call), { minLength: 1, maxLength: 4 }),
  errors: fc.constantFrom("0 %", "30 %"),
  timeout: fc.constantFrom("", ", timeout: 400ms"),
  retries: fc.constantFrom("", ", retries: { attempts: 2, backoff: { initial: 50ms } }"),
});
const functions = fc.record({
  invocation: fc.constantFrom("synchronous", "asynchronous"),
  timeout: fc.constantFrom("1s", "10s"),
  reserved: fc.integer({ min: 2, max: 6 }),
  provisioned: fc.constantFrom(
    "{}",
    "{ desired: 1 }",
    "{ bounds: { min: 0, max: 2 }, allocationDelay: 5s }, scaling: [ { kind: scheduled, cron: '1 0 * * *', bounds: { min: 2 } }, { kind: scheduled, cron: '2 0 * * *', bounds: { min: 0, max: 0 } } ]",
  ),
  keepAlive: fc.constantFrom("1s", "1h"),
  age: fc.constantFrom("1m", "6h"),
});
/** From outside, by calls of a service, or what a service has no room for. */
const entrances = fc.constantFrom("direct", "called", "overflow");

const yaml = (
  work: { steps: readonly string[]; errors: string; timeout: string; retries: string },
  { invocation, timeout, reserved, provisioned, keepAlive, age }: Record<string, string | number>,
  entrance: string,
  seed: number,
) => {
  const own = `errors: ${work.errors}, steps: [ ${work.steps.join(", ")} ]`;
  const asked = `request: { ${own}${work.timeout}${work.retries} }`;
  const sent = entrance === "called" ? `request: { steps: [ { cpu: 5ms }, { call: fn } ]${work.timeout} }` : asked;
  const web = `web: { task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: ${entrance === "overflow" ? "1, queue: 0" : 50} }, desired: 1, scaling: []${entrance === "overflow" ? ", overflow: { to: fn }" : ""} }`;
  return `
region: us-east-1
seed: ${seed}
clock: { start: 2026-03-02T00:00, duration: 3m, warmup: 10s }
demand: [ { name: load, to: ${entrance === "direct" ? "fn" : "web"}, curve: 5/s, ${sent} } ]
services:
  fn: { kind: lambda, memory: 1769 MB, invocation: ${invocation}, timeout: ${timeout}, reservedConcurrency: ${reserved}, keepAlive: ${keepAlive}, asynchronous: { maximumEventAge: ${age} }, provisioned: ${provisioned}, request: { ${own} } }
  db: { kind: dependency, latency: { kind: exponential, mean: 40ms }, maxConcurrent: 2, queue: 1 }
  ${entrance === "direct" ? "" : web}
`;
};

test("every invocation ends once, every attempt is started or throttled, every event is done, kept, lost or under way, and nothing is left", () => {
  fc.assert(
    fc.property(request, functions, entrances, fc.nat(999), (work, keys, entrance, seed) => {
      const read = scenario(yaml(work, keys, entrance, seed));
      const run = simulate(read);
      const { requests, invocations } = told(run);
      const { started, throttled, retried, events, concurrencyMax } = invocations;
      expect(endsOf({ requests })).toBe(requests.arrived);
      expect(started + throttled).toBe(requests.arrived + retried);
      const { worked, deadLettered, dropped, underWay } = events;
      expect(worked + deadLettered + dropped + underWay).toBe(
        keys.invocation === "asynchronous" ? requests.arrived : 0,
      );
      expect(concurrencyMax).toBeLessThanOrEqual(keys.reserved);
      if (entrance !== "direct") expect(endsOf(told(run, "web"))).toBe(told(run, "web").requests.arrived);
      const world = new World(read.scenario, { seed: run.seed, tables: read.data.tables, crunches: new Map() });
      world.begin();
      world.simulation.runUntil(world.clock.duration + 12 * 3_600e6);
      expect(world.inFlight).toBe(0);
    }),
    { seed: 4, numRuns: 60 },
  );
});
