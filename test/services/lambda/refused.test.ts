import { expect, test } from "vitest";
import { formatIssue } from "../../../scenarios/language/index.js";
import { issuesOf } from "../../scenario/reader.js";

const yaml = (keys: string, beside = "") => `
region: us-east-1
demand: [ { name: load, to: fn, curve: 1/s, request: { steps: [ { wait: 100ms } ] } } ]
services: { fn: { kind: lambda, memory: 512 MB, ${keys} }${beside} }
`;

test.each([
  ["memory: 64 MB", /fn\.memory: expected a memory size.*(128|at least)/],
  ["runtime: python3.11", /runtime: expected one of python3\.12,.*got 'python3\.11'/],
  ["timeout: 20m", /timeout: expected a duration.*15m/],
  [
    "reservedConcurrency: 950",
    /reservedConcurrency: expected at most 900 for all functions together, 100 less than account\.lambdaConcurrency, got 950 \(AWS refuses more/,
  ],
  [
    "provisioned: { desired: 2000, bounds: { min: 0, max: 3000 } }",
    /provisioned\.desired: expected at most 1,000, as account\.lambdaConcurrency says, got 2000/,
  ],
  [
    "reservedConcurrency: 10, provisioned: { desired: 20 }",
    /provisioned\.desired: expected at most 10, as its reservedConcurrency says/,
  ],
  [
    "provisioned: { desired: 3, bounds: { min: 5, max: 9 } }, scaling: [ { kind: scheduled, cron: '0 8 * * *', bounds: { max: 9 } } ]",
    /provisioned\.desired: expected 5 to 9, as provisioned\.bounds say, got 3/,
  ],
  [
    "scaling: [ { kind: target-tracking, metric: cpu, target: 60 % } ]",
    /scaling\[0\]\.metric: expected provisioned-concurrency-utilization, got cpu \(a function has no tasks/,
  ],
  [
    "scaling: [ { kind: step, metric: provisioned-concurrency-utilization, threshold: 60 %, steps: [ { lowerBound: 0 %, adjustment: 1 } ] } ]",
    /scaling\[0\]\.kind: expected target-tracking or scheduled, got step \(AWS has no step scaling/,
  ],
  [
    "provisioned: { bounds: { min: 4, max: 8 } }, scaling: [ { kind: scheduled, cron: '0 8 * * *', bounds: { max: 2 } } ]",
    /bounds\.max: expected at least 4, the min when the action is due/,
  ],
  ["timeout: 1s, init: { kind: empirical, file: gone.csv, column: t, unit: 1ms }", /init.*gone\.csv/],
  [
    "request: { steps: [ { cpu: 5ms } ] }, classes: [ { name: a, steps: [ { cpu: 5ms } ] } ]",
    /fn\.request: expected either request or classes, got both/,
  ],
  ["memorySize: 512", /memorySize: expected the spelling memory: 512 MB/],
  ["provisionedConcurrency: 5", /expected the spelling provisioned: \{ desired: 50 \}/],
])("%s is refused with its place and a remedy", (keys, says) => {
  const text = keys.startsWith("memory:") ? yaml("").replace("memory: 512 MB", keys) : yaml(keys);
  expect(issuesOf(text).map(formatIssue).join("\n")).toMatch(says);
});

test("a metric of functions is refused of a service with tasks", () => {
  const web =
    ", web: { task: { cpu: 1 vCPU, memory: 2 GB }, scaling: [ { kind: target-tracking, metric: provisioned-concurrency-utilization, target: 70 % } ] }";
  expect(issuesOf(yaml("", web)).map(formatIssue).join("\n")).toMatch(/web\.scaling\[0\]\.metric: expected cpu/);
});

test("steps that take longer than the function may are warned of", () => {
  const text = yaml("timeout: 1s").replace("wait: 100ms", "wait: 5s");
  expect(issuesOf(text).map(formatIssue).join("\n")).toMatch(
    /steps: expected less than the function's timeout, 1s, got 5s/,
  );
});
