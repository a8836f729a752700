import { expect, test } from "vitest";
import { endsOf, latencyOf, replications, simulate as run, scenario, type WholeFacts } from "../support/simulate.js";
import { expectTheory } from "../theory/expect-theory.js";
import { erlangC } from "../theory/formulas.js";
import { meanOf } from "../theory/station.js";

/** What the database and the service that calls it tell. */
const simulate = (read: Parameters<typeof run>[0]) => run(read).services as Readonly<Record<"web" | "db", WholeFacts>>;

/** A service that does nothing but call the database: as many a second, for a minute. */
const calling = (database: string, demand = "curve: 10/s, arrivals: even", call = "call: db") =>
  scenario(`
region: us-east-1
clock: { duration: 60s, warmup: 0s }
demand: [ { name: load, to: web, ${demand}, request: { steps: [ { ${call} } ] } } ]
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 10000 }, desired: 1, scaling: [], abruptFailuresPerMonth: 0 % }
  db: { kind: dependency, ${database} }
`);

test("of calls every 100 ms to two slots of 250 ms without a queue every third is refused", () => {
  // 0 and 100 take the slots until 250 and 350; 200 finds none; 300 and 400 take them again, 500 finds none, and so on.
  const { web, db } = simulate(calling("latency: 250ms, maxConcurrent: 2, queue: 0"));
  expect(db.requests.failedBy.queueFull / db.requests.arrived).toBeCloseTo(1 / 3, 2);
  expect(latencyOf(db).max).toBe(250_000);
  const { called, ...ends } = db.requests;
  expect(called).toBe(db.requests.arrived);
  expect(web.requests).toEqual(ends);
});

test("a queue lets them wait: of two at once at one slot the second takes twice as long", () => {
  const { db } = simulate(
    calling("latency: 40ms, maxConcurrent: 1, queue: 1", "curve: 10/s, arrivals: even", "call: db }, { call: db"),
  );
  expect(latencyOf(db).mean).toBe(40_000); // one after the other: a request makes its calls in turn
  const two = scenario(`
region: us-east-1
clock: { duration: 60s, warmup: 0s }
demand:
  - { name: a, to: db, curve: 10/s, arrivals: even, request: { steps: [ { wait: 40ms } ] } }
  - { name: b, to: db, curve: 10/s, arrivals: even, request: { steps: [ { wait: 40ms } ] } }
services: { db: { kind: dependency, latency: 1s, maxConcurrent: 1, queue: 1 } }
`);
  expect(latencyOf(simulate(two).db).mean).toBe(60_000);
});

test("beyond its rate calls are throttled, once the burst is used up", () => {
  const { db } = simulate(calling("latency: 1ms, rateLimit: { rate: 5/s, burst: 20 }"));
  // 600 calls; 20 are there from the begin on, and five come in each of the 60 seconds.
  expect(Math.abs(db.requests.failedBy.throttled - (db.requests.arrived - 20 - 300))).toBeLessThanOrEqual(1);
  expect(endsOf(db)).toBe(db.requests.arrived);
});

test("a pool of four with exponential latencies is M/M/4", () => {
  const read = scenario(`
region: us-east-1
clock: { duration: 200s, warmup: 10s }
demand: [ { name: load, to: web, curve: 280/s, request: { steps: [ { call: db } ] } } ]
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 10000 }, desired: 1, scaling: [], abruptFailuresPerMonth: 0 % }
  db: { kind: dependency, latency: { kind: exponential, mean: 10ms }, maxConcurrent: 4, queue: 100000 }
`);
  const means = replications(read, 10).map(({ services }) => latencyOf(services.db as WholeFacts).mean);
  expectTheory(meanOf(means), 10_000 + erlangC(4, 2.8) * (10_000 / (4 - 2.8)), 0.05);
});

test("its timeout and retries are those of its callers, and no task or balancer of it is billed", () => {
  const read = calling("latency: 50ms, timeout: 20ms, retries: { attempts: 2, backoff: { initial: 1ms } }");
  const { db, web } = simulate(read);
  expect(db.requests.attempts).toBe(3 * db.requests.arrived);
  expect(web.requests.failedBy.timeout).toBe(web.requests.arrived);
  expect(db.tasks).toBeUndefined();
});
