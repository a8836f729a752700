import { describe, expect, test } from "vitest";
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
    onlyService(simulate(scenario(yaml(task)))).scaling.activities.map(({ from, to }) => [from, to])[0];
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

/** Requests that come at the seconds given and wait for as long as is said, at one task of 1 GB of which a sidecar has 256 MiB. */
const held = (memoryUse: string, seconds: readonly number[]) => {
  const read = scenario(
    `
region: us-east-1
clock: { duration: 10m, warmup: 0s }
demand: [ { name: load, to: web, curve: 1/s, arrivals: { kind: trace, file: arrivals.csv, column: s, timeUnit: s }, request: { memory: 150 MiB, steps: [ { wait: 20s } ] } } ]
services:
  web:
    task: { cpu: 0.4 vCPU, memory: 768 MiB, containers: [ { name: log, cpu: 0.1 vCPU, memory: 256 MiB, failuresPerMonth: 0 %, memoryUse: ${memoryUse} } ] }
    desired: 1
    scaling: []
    abruptFailuresPerMonth: 0 %
    balancer: { latency: 0ms }
infrastructure: { loadBalancer: false }
`,
    { "arrivals.csv": `s\n${seconds.join("\n")}\n` },
  );
  return onlyService(simulate(read));
};

describe("memory that requests and sidecars hold together", () => {
  // 256 MiB of the process, all 256 of the sidecar, and 150 of each request: the fourth makes 1,112 of 1,024.
  test("above that of the task kills it, with the requests that are on it, and another takes its place", () => {
    const { requests, tasks, minutes } = held("100 %", [300, 301, 302, 303, 540]);
    expect(tasks.lost).toEqual({ "out-of-memory": 1 });
    expect(requests.failedBy.taskLost).toBe(4);
    expect(requests.completed).toBe(1); // by the replacement, minutes later
    expect(minutes.running[9]).toBe(1);
  });

  // 256 + 128 + 4 × 150 = 984 of 1,024.
  test("up to that of the task is borne, as by half of the sidecar's", () => {
    const { requests, tasks } = held("50 %", [300, 301, 302, 303, 540]);
    expect([tasks.lost, requests.completed]).toEqual([{}, 5]);
  });

  // 256 + 256 + 3 × 150 = 962: those that have left hold nothing.
  test("is that of the requests that are there", () => {
    const { requests, tasks } = held("100 %", [300, 301, 302, 321, 322.5]);
    expect([tasks.lost, requests.completed]).toEqual([{}, 5]);
  });
});

/**
 * One task with nine sidecars for two days; a request comes every minute and waits 4 min 30 s, so that four or five are on
 * the task at any time. A replacement answers 60 s after its task died, all of its phases and checks taken together.
 */
const mortal = (essential: boolean) => {
  const sidecars = Array.from(
    { length: 9 },
    (_, index) =>
      `{ name: s${index}, cpu: 0.01 vCPU, memory: 16 MiB, essential: ${essential}, failuresPerMonth: 99 % }`,
  );
  return scenario(`
region: us-east-1
clock: { duration: 48h, warmup: 0s }
demand: [ { name: load, to: web, curve: 1/min, arrivals: even, request: { steps: [ { wait: 270s } ] } } ]
services:
  web:
    task: { cpu: 0.41 vCPU, memory: 880 MiB, containers: [ ${sidecars.join(", ")} ] }
    desired: 1
    scaling: []
    abruptFailuresPerMonth: 0 %
    balancer: { latency: 0ms, idleTimeout: 10m }
    launch: { schedule: 10s, provision: 20s, pullPerGib: 0s, create: 10s, createPerGib: 0s, boot: 0s }
infrastructure: { loadBalancer: false }
`);
};

describe("the end of a sidecar", () => {
  const of = (essential: boolean, index: number) => onlyService(simulate(mortal(essential), index));

  test("that is essential is the end of its task: its requests are lost, and another task takes its place", () => {
    const runs = Array.from({ length: 10 }, (_, index) => of(true, index));
    const deaths = runs.reduce((sum, { tasks }) => sum + (tasks.lost.abrupt ?? 0), 0);
    // Nine hazards of −ln(0.01) / 730 an hour, ten times 48 hours: Poisson with mean 27.3.
    const expected = ((9 * -Math.log(0.01)) / 730) * 10 * 48;
    expect(Math.abs(deaths - expected)).toBeLessThan(3.29 * Math.sqrt(expected));
    for (const { tasks, requests, minutes } of runs) {
      const died = tasks.lost.abrupt ?? 0;
      expect(requests.failedBy.taskLost).toBeGreaterThanOrEqual(4 * died);
      expect(requests.failedBy.taskLost).toBeLessThanOrEqual(5 * died);
      // Nobody answers for as long as a launch and its checks take: a minute's request at most two.
      expect(requests.failedBy.noCapacity).toBeLessThanOrEqual(2 * died);
      expect(minutes.running.reduce((sum, tasks) => sum + tasks, 0)).toBeGreaterThan(48 * 60 - 2 * died);
    }
  });

  test("that is not essential is that of nobody else", () => {
    const { tasks, requests } = of(false, 0);
    expect([tasks.lost, requests.failedBy.taskLost, requests.failedBy.noCapacity]).toEqual([{}, 0, 0]);
    expect(requests.completed + requests.unfinished).toBe(requests.arrived);
    expect(tasks.hours).toBeCloseTo(48, 6);
  });
});
