import { expect, test } from "vitest";
import { price } from "../../sim/experiments/price.js";
import { estimate } from "../../sim/outcome/estimate.js";
import { evaluateObjectives } from "../../sim/outcome/objectives/index.js";
import { groupRuns } from "../../sim/outcome/runs.js";
import {
  groupSamples,
  judgeSamples,
  readingOfSamples,
  type Sample,
  sampleOf,
  sampleSheet,
} from "../../sim/outcome/sample.js";
import { clockOutcome, timeOfDay } from "../../sim/outcome/wall-clock.js";
import { aspectsOf } from "../../sim/services/service-shape.js";
import { fromCoarse, Histogram } from "../../sim/statistics/histogram.js";
import { Clock } from "../../workload/clock.js";
import { replications, scenario } from "../support/simulate.js";

const read = scenario(`
region: us-east-1
clock: { duration: 20m, warmup: 2m }
demand:
  - { name: calls, to: web, curve: 20/s, request: { steps: [{ cpu: 30ms }, { wait: 100ms }], timeout: 2s, writes: 1 } }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1 } }
objectives:
  - web p99 <= 200ms
  - web p99 <= 150ms for 2m
  - web p99 <= 1ms
  - web cpu in 20..40 %
  - web p99 <= 1s during 00:05-00:15
  - cost total <= $1
  - web p99 <= 180ms in 50 % of replications
  - p99 error <= 20 %
`);
const services = aspectsOf(read.scenario.services);
const local = timeOfDay(clockOutcome(new Clock(read.scenario.clock)));
const sheet = sampleSheet(services, read.scenario.objectives, local);
const runs = price(read, replications(read, 4));
const kept = runs.map((run) => JSON.stringify(sampleOf(run, sheet)));
const samples = kept.map((text) => JSON.parse(text) as Sample);

test("what is kept of a run gives every estimate that the run gives, after a way through JSON", () => {
  for (const reading of sheet.readings) {
    expect(estimate(groupSamples(samples, []), readingOfSamples(reading)), reading.field).toEqual(
      estimate(groupRuns(runs, []), reading),
    );
  }
});

test("what is kept of a run gives every verdict that the run gives", () => {
  const whole = evaluateObjectives(read.scenario.objectives, {
    groups: groupRuns(runs, []),
    services,
    timeOfDay: local,
  });
  const judged = judgeSamples(sheet, groupSamples(samples, []));
  expect(judged.map(({ text, verdict, value, margin }) => ({ objective: text, verdict, value, margin }))).toEqual(
    whole.map(({ objective, verdict, value, margin }) => ({ objective, verdict, value, margin })),
  );
  expect(new Set(judged.map(({ verdict }) => verdict)).size).toBeGreaterThan(2);
});

test("what is kept of a run is a few kilobytes, however long the run", () => {
  for (const text of kept) expect(text.length).toBeLessThan(15_000);
});

test("the latencies of all runs can be laid together from what is kept, within 3 %", () => {
  const all = new Histogram();
  const kept = new Histogram();
  for (const { replication } of runs) all.merge(replication.services.web.latency!.histogram);
  for (const { latency } of samples) kept.merge(fromCoarse(latency.web));
  expect([kept.count, kept.sum, kept.max]).toEqual([all.count, all.sum, all.max]);
  for (const p of [0.5, 0.9, 0.99]) expect(Math.abs(kept.quantile(p) / all.quantile(p) - 1)).toBeLessThan(0.03);
});

test("what is kept of usage is all that the bill is made from", () => {
  for (const [at, { usage }] of samples.entries()) {
    for (const { meter, service, hourly } of runs[at].replication.usage.readings)
      expect(usage).toContainEqual([meter, service, hourly.reduce((sum, each) => sum + each, 0)]);
  }
});
