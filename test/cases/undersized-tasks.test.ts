import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readGood } from "../scenario/reader.js";
import { billOf, latencyOf, onlyService, replications, scenario, simulate } from "../support/simulate.js";

const undersized = readFileSync(new URL("undersized-tasks.yaml", import.meta.url), "utf8");

/** Median latencies of some runs in milliseconds, lowest first, and the mean CPU of the first. */
function medians(variant?: string) {
  const runs = replications(readGood(undersized, variant === undefined ? {} : { variant }), 4).map(onlyService);
  const { cpu } = runs[0].minutes;
  return {
    p50s: runs.map((service) => latencyOf(service).quantile(0.5) / 1_000).sort((a, b) => a - b),
    cpu: cpu.reduce((sum, share) => sum + share, 0) / cpu.length,
  };
}

// 112/s × 40 ms are 4.48 busy vCPUs of 4.5.
test("tasks at 99.6 % of their CPU take around a second as the report measured, and a tenth of it with twice the CPU", () => {
  const before = medians();
  expect(before.cpu).toBeGreaterThan(0.985);
  expect(before.p50s[0]).toBeLessThan(1_010);
  expect(before.p50s.at(-1)).toBeGreaterThan(1_010);
  const after = medians("whole-vcpu");
  expect(after.cpu).toBeCloseTo(0.498, 2);
  expect(after.p50s.at(-1)).toBeLessThan(101);
});

// 2 × $0.04048 × 24 + 8 × $0.004445 × 24 = $2.7965 in us-east-1; a page (cloudcostdown.eu) says $2.89 a day.
test("2 vCPU and 8 GB cost $2.80 a day by AWS's prices, whatever a page says", () => {
  const read = scenario(`extends: good.yaml
region: us-east-1
clock: { duration: 24h, warmup: 0s }
demand: { turns: { curve: 1/min } }
services: { web: { task: { cpu: 2048, memory: 8 GB }, desired: 1, scaling: [], abruptFailuresPerMonth: 0 % } }
infrastructure: { loadBalancer: false }
`);
  expect(billOf(read, simulate(read)).totalUsd).toBeCloseTo(2.7965, 4);
});
