import { expect, test } from "vitest";
import { price } from "../../sim/experiments/price.js";
import { aspects } from "../../sim/facts/aspects/index.js";
import { figuresOf } from "../../sim/outcome/figures.js";
import { groupRuns } from "../../sim/outcome/runs.js";
import { aspectsOf } from "../../sim/services/service-shape.js";
import { sum } from "../../sim/statistics/sum.js";
import { replications, scenario } from "../support/simulate.js";

const read = scenario(`
region: us-east-1
clock: { duration: 90m, warmup: 0s }
demand: [ { name: calls, to: web, curve: 5/s, request: { steps: [ { cpu: 100ms } ] } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2, scaling: [] } }
objectives: [ web p99 <= 200ms, "web cpu in 20..40 %", web p50 <= 90ms, cost total <= $1 ]
`);
const runs = price(read, replications(read, 3));
const figures = figuresOf(groupRuns(runs, []), aspectsOf(read.scenario.services), read.scenario.objectives);

test("every column of the series of a run is drawn in some figure", () => {
  const drawn = new Set(
    aspects.flatMap(({ figures = [] }) => figures.flatMap(({ lines }) => lines.map((l) => l.column))),
  );
  const told = aspects.flatMap(({ columns }) => columns.filter(({ isHidden }) => !isHidden).map(({ name }) => name));
  const elsewhere = ["canaryArrived", "canaryFailed"];
  expect(told.filter((name) => !drawn.has(name) && !elsewhere.includes(name))).toEqual([]);
});

test("a band lies between the least and the most of all runs, minute by minute, with four digits", () => {
  const { bands } = figures.minutes.find(({ title }) => title === "Traffic")!;
  const columns = runs.map(({ replication }) => replication.services.web.minutes.arrived);
  expect(bands.arrived!.low).toEqual(Array.from({ length: 90 }, (_, i) => Math.min(...columns.map((c) => c[i]))));
  expect(bands.arrived!.high).toEqual(Array.from({ length: 90 }, (_, i) => Math.max(...columns.map((c) => c[i]))));
  expect(bands.failed).toBeUndefined();
});

test("one run has no band", () => {
  const alone = figuresOf([{ probability: 1, runs: runs.slice(0, 1) }], { web: ["latency"] }, []);
  expect(alone.minutes.map(({ bands }) => bands)).toEqual([{}]);
});

test("an objective is a limit in the figure of its metric, a range is two, and money is none", () => {
  const limits = figures.minutes.flatMap(({ title, limits }) =>
    limits.map((limit) => [title, limit.objective, limit.value]),
  );
  expect(limits).toEqual([
    ["Latency", "web p99 <= 200ms", 200],
    ["Latency", "web p50 <= 90ms", 90],
    ["CPU", "web cpu in 20..40 %", 0.2],
    ["CPU", "web cpu in 20..40 %", 0.4],
  ]);
});

test("the bars of the latencies have every request once, and p99 lies where 1 % is left", () => {
  const bars = figures.latencies.web;
  expect(sum(bars.map(({ share }) => share))).toBeCloseTo(1, 2);
  expect(bars.every(({ fromMs, toMs }) => toMs / fromMs < 1.1)).toBe(true);
  expect(bars[0].fromMs).toBeLessThanOrEqual(100);
  expect(bars[0].toMs).toBeGreaterThan(100);
});

test("the hours of the bill add up to its lines, a last half hour too", () => {
  for (const { service, item, usd } of figures.hourlyCost) {
    const lines = runs.map(
      ({ bill }) => bill.lines.find((line) => line.service === service && line.item === item)!.usd,
    );
    expect(usd).toHaveLength(2);
    expect(sum(usd)).toBeCloseTo(sum(lines) / 3, 4);
  }
  const fargate = figures.hourlyCost.find(({ item }) => item.startsWith("Fargate vCPU"))!;
  expect(fargate.usd[1] / fargate.usd[0]).toBeCloseTo(0.5, 2);
});
