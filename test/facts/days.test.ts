import { describe, expect, test } from "vitest";
import { monthFacts } from "../../sim/facts/days.js";
import { serviceMetrics } from "../../sim/facts/service-metrics.js";
import type { Replication } from "../../sim/outcome/replication.js";
import { Histogram, weighHistograms } from "../../sim/statistics/histogram.js";
import { busy } from "../support/busy.js";
import { replications, scenario } from "../support/simulate.js";

/** What tells every aspect that a scenario can: requests, sessions, messages and their workers, functions, runs, canaries. */
const others = `
name: others
region: us-east-1
clock: { duration: 20m, warmup: 1m, represents: 1h per day }
demand:
  - { name: talks, to: sockets, curve: 2/s, session: { messages: 3, between: 5s, message: { steps: [ { cpu: 100ms } ], timeout: 2s } } }
  - { name: events, to: function, curve: 30/s, request: { steps: [ { cpu: 100ms } ], timeout: 2s } }
  - { name: orders, to: jobs, curve: 5/s, request: { steps: [ { cpu: 200ms } ], timeout: 20s } }
  - { name: launches, to: runs, curve: 30/min, request: { steps: [ { cpu: 1s } ] } }
services:
  sockets: { kind: websocket-service, task: { cpu: 1 vCPU, memory: 2 GB }, bounds: { min: 1, max: 2 }, connectionsPerTask: 500 }
  function: { kind: lambda, memory: 512 MB, reservedConcurrency: 8 }
  jobs: { kind: queue }
  workers: { kind: worker-service, queue: jobs, task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 4 }, desired: 2, scaling: [] }
  runs: { kind: run-launcher, launch: { download: 0s, import: 0s } }
`;

/** Values that a day tells as they are, however often it comes. */
const copied = (replication: Replication, service: string, times: number) => ({
  value: replication.services[service],
  times,
});

describe.each([
  ["a busy half-hour", busy],
  ["every kind of service", others],
])("of %s", (_, yaml) => {
  const read = scenario(yaml);
  const [first, second] = replications(read, 2);
  const { duration } = read.scenario.clock;
  test.each(Object.keys(read.scenario.services))(
    "days of %s count as often as they come, as if each stood there by itself",
    (service) => {
      const weighed = monthFacts([copied(first, service, 5), copied(second, service, 1)]);
      const literal = monthFacts([...Array(5).fill(copied(first, service, 1)), copied(second, service, 1)]);
      const days = (6 * duration) / 86_400e6;
      const told = serviceMetrics.filter(({ aspect }) => weighed[aspect] !== undefined);
      expect(told.length).toBeGreaterThan(3);
      for (const metric of told) {
        const [ours, theirs] = [metric.value({ facts: weighed, days }), metric.value({ facts: literal, days })];
        if (Number.isFinite(theirs)) expect(ours / (theirs || 1), metric.field).toBeCloseTo(theirs === 0 ? 0 : 1, 6);
        else expect(ours, metric.field).toBe(theirs);
      }
    },
  );

  test.each(Object.keys(read.scenario.services))("a single day of %s is told as it was", (service) => {
    const facts = monthFacts([copied(first, service, 1)]);
    const days = duration / 86_400e6;
    for (const metric of serviceMetrics.filter(({ aspect }) => facts[aspect] !== undefined)) {
      const [ours, theirs] = [metric.value({ facts, days }), metric.value({ facts: first.services[service], days })];
      if (Number.isFinite(theirs)) expect(ours, metric.field).toBeCloseTo(theirs, 9);
      else expect(ours, metric.field).toBe(theirs);
    }
  });
});

describe("histograms of days", () => {
  const histogramOf = (values: readonly number[]) => {
    const histogram = new Histogram();
    for (const value of values) histogram.record(value);
    return histogram.snapshot();
  };

  test("mix by how often each day comes: a quantile of a month is no mean of quantiles", () => {
    const ordinary = histogramOf(Array.from({ length: 100 }, (_, i) => i + 1)); // 1..100
    const sale = histogramOf(Array.from({ length: 1000 }, () => 400));
    const month = Histogram.from(
      weighHistograms([
        { value: ordinary, times: 29 },
        { value: sale, times: 1 },
      ]),
    );
    expect(month.count).toBe(3900);
    expect(month.sum).toBe(29 * 5050 + 400_000);
    expect(month.quantile(0.5)).toBe(68); // the 1,950th: 1,950 / 29 = 67.2
    expect(month.quantile(0.99)).toBe(400);
  });

  test("keep values that count a part of one where there are others like it", () => {
    const tail = histogramOf([10, 20, 30, 40, 50]);
    const month = Histogram.from(weighHistograms([{ value: tail, times: 0.4 }]));
    expect(month.count).toBe(2);
    expect(month.max).toBe(50);
  });
});
