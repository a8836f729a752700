import { expect, test } from "vitest";
import { issuesOf } from "../scenario/reader.js";
import { billOf, onlyService, scenario, simulate } from "../support/simulate.js";

/** Ten tasks of 0.5 vCPU and 1 GB, of which 0.4 vCPU and 768 MiB are the application's, at 1.6 vCPU of requests in all. */
const yaml = (task: string) => `
region: us-east-1
clock: { duration: 20m, warmup: 0s }
demand: [ { name: load, to: web, curve: 16/s, arrivals: even, request: { steps: [ { cpu: 100ms } ] } } ]
services:
  web:
    task: { ${task} }
    desired: 10
    bounds: { min: 10, max: 40 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 40 % } ]
    abruptFailuresPerMonth: 0 %
infrastructure: { loadBalancer: false }
`;
const withSidecar = (use: string, app = "cpu: 0.4 vCPU, memory: 768 MiB") =>
  `${app}, containers: [ { name: log, cpu: 0.1 vCPU, memory: 256 MiB, failuresPerMonth: 0 %, ${use} } ]`;
const minutesOf = (task: string) => onlyService(simulate(scenario(yaml(task).replace("max: 40", "max: 10")))).minutes;

test("what a sidecar uses is in the task's CPU and memory, over the size of both", () => {
  // Requests use 1.6 of 5 vCPUs, sidecars 10 × 0.1 × 80 %: (1.6 + 0.8) / 5. Memory: 256 MiB of the process and 50 % of 256.
  const { cpu, memory } = minutesOf(withSidecar("cpuUse: 80 %, memoryUse: 50 %"));
  expect(cpu[1]).toBeCloseTo((1.6 + 0.8) / 5, 3);
  expect(memory[1]).toBeCloseTo((256 + 128) / 1_024, 6);
});

test("the scaling metric has it too: without what sidecars use the fleet would stay as it is", () => {
  // 48 % are above the target of 40 %: ⌈10 × 48 / 40⌉ = 12 tasks. 32 % are not.
  const sizes = (task: string) =>
    onlyService(simulate(scenario(yaml(task)))).activities.map(({ from, to }) => [from, to])[0];
  expect(sizes(withSidecar("cpuUse: 80 %"))).toEqual([10, 12]);
  expect(sizes(withSidecar("cpuUse: 0 %"))).toBeUndefined();
});

test("a task with a sidecar is billed as one task of their size", () => {
  const billed = (task: string) => {
    const read = scenario(yaml(task).replace("16/s", "1/s"));
    return billOf(read, simulate(read)).totalUsd;
  };
  expect(billed(withSidecar("cpuUse: 0 %"))).toBeCloseTo(billed("cpu: 0.5 vCPU, memory: 1 GB"), 9);
});

test("a sum that is no size of Fargate is refused with the next, and what it leaves to the application", () => {
  const [issue] = issuesOf(yaml(withSidecar("cpuUse: 0 %", "cpu: 0.5 vCPU, memory: 1 GB")));
  expect(issue).toMatchObject({
    code: "task-size",
    path: "services.web.task.cpu",
    got: "0.6 vCPU with 1.25 GB in all",
  });
  expect(issue.hint).toBe("the next size is 1 vCPU with 2 GB: give the application 0.9 vCPU with 1.75 GB");
});
