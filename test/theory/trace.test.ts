import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { second } from "../../scenarios/language/units/time.js";
import { Histogram } from "../../sim/statistics/index.js";
import { Random } from "../../workload/random.js";
import { onlyService, scenario, simulate } from "../support/simulate.js";
import { type Job, waits } from "./first-come-first-served.js";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
const p99 = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.ceil(0.99 * values.length) - 1];

const servers = 5;
const rows = readFileSync(new URL("../../scenarios/data/AzureLLMInferenceTrace_code.csv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.trim().split(","));

/** Whole microseconds since midnight of "2023-11-16 18:17:03.9799600", rounded to the nearest. */
function instantOf(timestamp: string): number {
  const [hours, minutes, seconds] = timestamp.split(" ")[1].split(":").map(Number);
  return Math.round((hours * 3600 + minutes * 60 + seconds) * second);
}

const begin = instantOf(rows[0][0]);
const span = instantOf(rows.at(-1)![0]) - begin;
const tokens = rows.map(([, , generated]) => Number(generated));
/** Microseconds a token, so that five servers are 55 % busy over the trace. */
const unit = Math.round((0.55 * servers * span) / sum(tokens));
const jobs: readonly Job[] = rows.map(([timestamp], row) => ({
  at: instantOf(timestamp) - begin,
  service: tokens[row] * unit,
}));

const replay = `
region: us-east-1
clock: { duration: 1h, warmup: 0s }
demand:
  - name: completions
    to: model
    arrivals: { kind: trace, file: data/AzureLLMInferenceTrace_code.csv, column: TIMESTAMP }
    request:
      steps: [{ wait: { kind: trace, file: data/AzureLLMInferenceTrace_code.csv, column: GeneratedTokens, unit: ${unit}us } }]
services:
  model:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: ${servers}, queue: 1000000 }
    desired: 1
    bounds: { min: 1, max: 1 }
    scaling: []
    balancer: { idleTimeout: 4000s }
    abruptFailuresPerMonth: 0 %
`;

test("the code trace through five slots takes every request as long as the exact recursion does", () => {
  const service = onlyService(simulate(scenario(replay)));
  const latencies = waits(jobs, servers).map((wait, job) => wait + jobs[job].service);
  const exact = new Histogram();
  for (const latency of latencies) exact.record(latency);
  expect(service.requests.completed).toBe(rows.length);
  expect(service.latency.histogram.sum).toBe(sum(latencies));
  expect(service.latency.histogram.max).toBe(Math.max(...latencies));
  expect(service.latency.histogram).toEqual(exact.snapshot());
});

describe("what Poisson arrivals at the same rate and load would have hidden", () => {
  const random = Random.stream(1, "twins of the code trace");
  const exponential = (mean: number) => Math.round(mean * random.exponential());
  const meanService = mean(jobs.map(({ service }) => service));
  const twins = Array.from({ length: 20 });

  function poissonInstants(): number[] {
    let at = 0;
    return jobs.map(() => {
      at += exponential(span / jobs.length);
      return at;
    });
  }

  /** p99 of waiting over that of Poisson arrivals, each a mean over twins. */
  function excess(service: (job: Job) => number): number {
    const waiting = (instants: readonly number[]) => {
      const twin = jobs.map((job, row) => ({ at: instants[row], service: service(job) }));
      return p99(waits(twin, servers));
    };
    const bursty = twins.map(() => waiting(jobs.map(({ at }) => at)));
    return mean(bursty) / mean(twins.map(() => waiting(poissonInstants())));
  }

  test("p99 of waiting is some 75 times as long, with exponential services", () => {
    const times = excess(() => exponential(meanService));
    expect(times).toBeGreaterThan(65);
    expect(times).toBeLessThan(95);
  });

  // The trace's own services vary so much (coefficient of variation 2.1) that Poisson requests wait as well.
  test("p99 of waiting is some 30 times as long, with the trace's own services", () => {
    const times = excess(({ service }) => service);
    expect(times).toBeGreaterThan(25);
    expect(times).toBeLessThan(40);
  });
});
