import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { demandContext } from "../../../sim/scenario/index.js";
import { createFlows, taskDefinitions } from "../../../sim/services/launcher/flows.js";
import { RunDraws } from "../../../sim/services/launcher/run-draws.js";
import type { LauncherConfig } from "../../../sim/services/launcher/shape.js";
import { Histogram } from "../../../sim/statistics/histogram.js";
import { proportionInterval } from "../../../sim/statistics/interval.js";
import { kolmogorovSmirnov } from "../../../sim/statistics/kolmogorov-smirnov.js";
import { createDemands } from "../../../workload/demands.js";
import { accounted, launched, launcherScenario } from "./launcher.js";

const percent = fc.constantFrom("0 %", "5 %", "40 %");
const random = fc.record({
  arrivals: fc.array(fc.nat(1_500), { minLength: 1, maxLength: 60 }).map((times) => times.toSorted((a, b) => a - b)),
  order: fc.constantFrom("cursor", "oldest", "random", "stable"),
  pageSize: fc.constantFrom(1, 5, 50),
  onSigterm: fc.constantFrom("drain", "ignore"),
  imagePull: percent,
  importFailed: percent,
  fails: percent,
  memory: fc.constantFrom("100 MB", "{ kind: uniform, min: 100 MB, max: 1 GB }"),
  retries: fc.nat(2),
  capacity: fc.constantFrom("new", "same", "on-demand"),
  outOfMemory: fc.constantFrom("same", "larger"),
  burst: fc.constantFrom(1, 20),
  kills: fc.array(fc.record({ at: fc.nat(1_800), count: fc.integer({ min: 1, max: 9 }) }), { maxLength: 5 }),
  crunch: fc.option(fc.nat(1_800), { nil: null }),
  outage: fc.option(fc.nat(1_800), { nil: null }),
});

test("every run ends once or is still open, and so does each of its tasks, whoever is killed when", () => {
  const property = fc.property(random, (drawn) => {
    const { arrivals, order, pageSize, onSigterm, imagePull, importFailed, fails, memory, retries } = drawn;
    const { runs, facts, took } = launched({
      arrivals,
      duration: "30m",
      demand: `request: { steps: [ { wait: 60s }, { wait: { kind: exponential, mean: 2m } }, { cpu: 5s } ], timeout: 10m, retries: { attempts: ${retries} } }`,
      keys: [
        `flows: { nightly: { memory: ${memory}, tasks: { fails: ${fails} } } }`,
        `capacity: { FARGATE: { weight: 1 }, FARGATE_SPOT: { weight: 1, market: spare } }`,
        `retry: { capacity: ${drawn.capacity}, outOfMemory: ${drawn.outOfMemory} }`,
        `failures: { imagePull: ${imagePull}, importFailed: ${importFailed} }`,
        `api: { rate: 1/s, burst: ${drawn.burst} }`,
        `drain: { onSigterm: ${onSigterm} }`,
        `reconciler: { order: ${order}, pageSize: ${pageSize} }`,
      ].join(", "),
      beside: `markets: { spare: { interruptionsPerMonth: 99 % } }\nincidents: [ ${[
        ...drawn.kills.map(({ at, count }) => `{ kind: stop-tasks, at: ${at}s, service: dagy, count: ${count} }`),
        ...(drawn.crunch === null ? [] : [`{ kind: spot-crunch, at: ${drawn.crunch}s, market: spare, lasts: 5m }`]),
        ...(drawn.outage === null ? [] : [`{ kind: zone-outage, at: ${drawn.outage}s, lasts: 3m }`]),
      ].join(", ")} ]`,
    });
    expect(runs.arrived).toBe(arrivals.length);
    expect(accounted(runs)).toBe(arrivals.length);
    // Each attempt that is over has three tasks; those of runs that are open have told nothing yet.
    const tasks = Object.values(runs.tasks).reduce((sum, count) => sum + count, 0);
    const open = runs.unfinished + runs.neverResolved;
    expect(tasks % 3).toBe(0);
    expect(tasks / 3).toBeGreaterThanOrEqual(runs.attempts - open);
    expect(tasks / 3).toBeLessThanOrEqual(runs.attempts);
    expect(took("timeToDetect").count + runs.neverResolved).toBe(runs.died);
    expect(took("completion").count).toBe(runs.succeeded);
    expect(took("timeToStart").count).toBeGreaterThanOrEqual(runs.succeeded);
    const { runsArrived, runsSucceeded, runsUnnoticed } = facts.minutes;
    expect(runsArrived.reduce((sum, count) => sum + count, 0)).toBe(runs.arrived);
    expect(runsSucceeded.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(runs.succeeded);
    expect(Math.min(...runsUnnoticed)).toBeGreaterThanOrEqual(0);
  });
  fc.assert(property, { numRuns: 60 });
});

describe("memory", () => {
  /** The plans of so many runs that need 256 MB to 1 GB each, evenly, and have 512 MB. */
  function plans(count: number) {
    const read = launcherScenario({
      keys: "flows: { nightly: { memory: { kind: uniform, min: 256 MB, max: 1 GB } } }",
    });
    const { scenario, data } = read;
    const config = scenario.services.dagy as unknown as LauncherConfig;
    const [demand] = createDemands(scenario.demand, demandContext(scenario, 5, data.tables));
    const [flow] = createFlows(config, demand, data.tables);
    const [small] = taskDefinitions(config);
    const draws = new RunDraws(config, { seed: 5, tables: data.tables });
    return Array.from({ length: count }, (_, ordinal) => {
      const lasts = [60e6, 60e6];
      const run = {
        number: ordinal,
        flow,
        ordinal,
        arrivedAt: 0,
        lasts,
        books: [],
        attempt: 0,
        throttled: 0,
        profile: 0,
      };
      return draws.planOf({ ...run, provider: null, hasBegun: false, row: null }, small);
    });
  }

  test("kills the share of runs that need more than they have, each at an even share of its work", () => {
    const all = plans(4_000);
    const killed = all.filter(({ end }) => end === "outOfMemory");
    const { low, high } = proportionInterval(killed.length, all.length, 0.999);
    const share = (1_024 - 512) / (1_024 - 256);
    expect(low).toBeLessThan(share);
    expect(high).toBeGreaterThan(share);
    const shares = killed.map(({ endsAfter }) => (endsAfter - 4e6) / 120e6);
    expect(kolmogorovSmirnov(shares, (at) => at).pValue).toBeGreaterThan(0.001);
  });
});

describe("the reconciler of a launcher", () => {
  /** So many runs of four hours and more that do not listen to SIGTERM, of which a part is stopped together at 30 minutes. */
  function massacre(count: number, killed: number, order: string) {
    const long = Array.from({ length: 8 }, () => "{ wait: 35m }").join(", ");
    return launched({
      arrivals: Array.from({ length: count }, (_, at) => at / 10),
      duration: "4h",
      demand: `request: { steps: [ ${long} ] }`,
      keys: `drain: { onSigterm: ignore }, reconciler: { order: ${order} }`,
      beside: `incidents: [ { kind: stop-tasks, at: 30m, service: dagy, count: ${killed} } ]`,
    });
  }

  const above = (histogram: Histogram, seconds: number) => histogram.count - histogram.countAtMost(seconds * 1e6);

  test("finds each of 1,000 running runs within one sweep of 100 minutes, and those after an hour as missing", () => {
    const { runs, took } = massacre(1_000, 200, "cursor");
    const found = took("timeToDetect");
    expect(runs).toMatchObject({ died: 200, neverResolved: 0, unfinished: 800 });
    expect([found.count, found.max <= 100 * 60e6]).toEqual([200, true]);
    expect(runs.missing).toBe(above(found, 3_600));
    expect(runs.failedBy).toEqual({ missing: runs.missing, stopped: 200 - runs.missing });
    // Killed alike over the table: each is found in the last 40 of 100 minutes with probability 0.4, within four deviations.
    expect(Math.abs(runs.missing - 80)).toBeLessThan(4 * Math.sqrt(200 * 0.4 * 0.6));
  });

  test("of a stable order finds those of its page, and tells that the others are never resolved", () => {
    const { runs, took } = massacre(1_000, 200, "stable");
    const found = took("timeToDetect").count;
    expect(runs.neverResolved).toBe(200 - found);
    expect(runs.neverResolved).toBeGreaterThan(100);
    expect(found).toBeGreaterThan(0);
  });

  test.each(["cursor", "oldest", "random", "stable"])(
    "of a %s order finds each of 40 runs within ten minutes",
    (order) => {
      const { runs, took, facts } = massacre(40, 20, order);
      expect(runs).toMatchObject({ died: 20, neverResolved: 0, missing: 0 });
      expect(took("timeToDetect").max).toBeLessThan(600e6);
      expect(Math.max(...facts.minutes.runsUnnoticed)).toBe(20);
    },
  );

  test("finds a run that dies young once it is stale: five minutes old, at the pass after that", () => {
    // Stopped at 40 s, killed at 70 s; begun at 0, so that it is looked at from 300 s on: at the pass of 300 s.
    const stopped = (every: string) =>
      launched({
        keys: `drain: { onSigterm: ignore }, reconciler: { every: ${every} }`,
        beside: "incidents: [ { kind: stop-tasks, at: 40s, service: dagy, count: 1 } ]",
      }).took("timeToDetect").max / 1e6;
    expect([stopped("5m"), stopped("4m")]).toEqual([230, 410]);
  });

  test("that is out for 20 minutes leaves a dead run where it is, until a person asks for a pass without staleness", () => {
    const beside = "incidents: [ { kind: stop-tasks, at: 70s, service: dagy, count: 1 } ]";
    const keys = (reconciler: string) => `drain: { onSigterm: ignore }, reconciler: { ${reconciler} }`;
    const outages = "outages: [ { at: 0s, lasts: 20m } ]";
    const found = (reconciler: string) =>
      launched({ keys: keys(reconciler), beside, duration: "30m" }).took("timeToDetect").max / 1e6;
    expect(found(outages)).toBe(1_200 - 100);
    expect(found(`${outages}, manual: [ { at: 150s } ]`)).toBe(50);
  });
});

test("a run that no pass reaches in time is told as never resolved, not as unfinished", () => {
  const { runs } = launched({
    keys: "drain: { onSigterm: ignore }, reconciler: { outages: [ { at: 0s, lasts: 2h } ] }",
    beside: "incidents: [ { kind: stop-tasks, at: 70s, service: dagy, count: 1 } ]",
  });
  expect(runs).toMatchObject({ neverResolved: 1, unfinished: 0, died: 1, failedBy: {} });
  expect(Histogram.from(runs.timeToDetect).count).toBe(0);
});
