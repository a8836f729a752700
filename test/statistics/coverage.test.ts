import { describe, expect, test } from "vitest";
import { demandContext } from "../../sim/scenario/demand-context.js";
import { Histogram, proportionInterval } from "../../sim/statistics/index.js";
import { independentBeyond, widthAround } from "../../sim/statistics/tail.js";
import { createDemands } from "../../workload/demands.js";
import { Random, replicationSeed } from "../../workload/random.js";
import { onlyService, scenario, simulate } from "../support/simulate.js";
import { coverage, mm1, precisionCoverage, SingleServer } from "./single-server.js";

test("the whole service takes every request of an M/M/1 queue as long as the recursion does", () => {
  const read = scenario(mm1({ load: 0.5, seconds: 200, warmup: 0 }));
  const { scenario: own, data } = read;
  for (const index of [0, 1, 2]) {
    const [demand] = createDemands(own.demand, demandContext(own, replicationSeed(own.seed, index), data.tables));
    const server = new SingleServer();
    const exact = new Histogram();
    const steps = new Int32Array(1);
    while (demand.nextAt < own.clock.duration) {
      const at = demand.nextAt;
      demand.take(steps, 0);
      exact.record(server.sojourn(steps[0], demand.nextAt - at));
    }
    expect(exact.count).toBeGreaterThan(9_000);
    expect(onlyService(simulate(read, index)).latency.histogram).toEqual(exact.snapshot());
  }
});

describe("20 runs of an M/M/1 queue from a stationary start", () => {
  test("at a load of 0.5, 10,000 sojourns each, 95 % intervals of mean and p99 cover 93 to 97 % over 1,000 experiments", () => {
    const { mean, p99, warned } = coverage({ load: 0.5, requests: 10_000 }, { runs: 20, experiments: 1_000 });
    for (const covered of [mean, p99]) {
      expect(covered).toBeGreaterThanOrEqual(0.93);
      expect(covered).toBeLessThanOrEqual(0.97);
    }
    expect(warned).toBeLessThan(0.02);
  });

  test("at a load of 0.9, 10,000 sojourns are too few for a p99: far fewer intervals cover, and the report warns", () => {
    const { p99, warned } = coverage({ load: 0.9, requests: 10_000 }, { runs: 20, experiments: 50 });
    expect(proportionInterval(Math.round(p99 * 50), 50, 0.99).high).toBeLessThan(0.93);
    expect(warned).toBe(1);
  });
});

// A p99 is known to some 13 % of a run over √n: ten runs are sometimes enough for 3 %, twenty usually.
test("where replications are made until p99 is known to 3 %, at least 90 % of the intervals still cover", () => {
  const found = precisionCoverage({ load: 0.5, requests: 10_000 }, { asked: 0.03, most: 320, experiments: 120 });
  expect(found.p99).toBeGreaterThanOrEqual(0.9);
  expect(found.reached).toBe(1);
  expect(found.runs).toBeGreaterThan(12);
});

test("the p99 of independent requests scatters as that of as many requests as lie beyond it", () => {
  const random = Random.stream(1, "independent");
  const runs = Array.from({ length: 400 }, () => {
    const histogram = new Histogram();
    for (let i = 0; i < 4_000; i++) histogram.record(Math.round(1e6 * random.exponential()));
    return histogram;
  });
  const all = new Histogram();
  for (const each of runs) all.merge(each.snapshot());
  const quantiles = runs.map((each) => each.quantile(0.99));
  const beyond = independentBeyond(0.99, widthAround(all, 0.99), quantiles);
  // 40 lie beyond; the variance of 400 values is known to √(2/399) = 7 %.
  expect(beyond).toBeGreaterThan(40 * 0.79);
  expect(beyond).toBeLessThan(40 * 1.21);
});
