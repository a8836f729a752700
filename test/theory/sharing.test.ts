import { describe, test } from "vitest";
import { expectTheory } from "./expect-theory.js";
import { mmcTime } from "./formulas.js";
import { observe } from "./station.js";
import { anyWork, exponential, lognormal, ms } from "./work.js";

const requests = 600_000;
const task = "discipline: processor-sharing, maxConcurrent: 100000";

describe("processor sharing", () => {
  // The mean knows nothing of the distribution: 10 ms / (1 − 0.6) for all.
  test.each(anyWork)("one vCPU takes M/G/1-PS's mean with %s work", (_, cpu) => {
    const { time } = observe({ rate: 60, steps: `[{ cpu: ${cpu} }]`, task, requests });
    expectTheory(time, mmcTime(1, 0.06, 10) * ms, 0.03);
  });

  // Each gets one vCPU at most, so n requests are worked off at min(n, c): the mean is that of M/M/c, by insensitivity
  // with any work. Half a vCPU is one server that takes twice as long. The load is 0.7.
  test.each([
    [0.5, 1, 20],
    [2, 2, 10],
    [4, 4, 10],
  ])("%s vCPU take the mean of M/M/c with exponential and with lognormal work", (vcpu, servers, service) => {
    const perMs = (0.7 * servers) / service;
    for (const cpu of [exponential, lognormal]) {
      const { time } = observe({ rate: 1_000 * perMs, steps: `[{ cpu: ${cpu} }]`, vcpu, task, requests });
      expectTheory(time, mmcTime(servers, perMs, service) * ms, 0.04);
    }
  });

  // Memoryless work is done at full speed however many share it, so the number present is that of M/M/1.
  test("three workers on one vCPU take M/M/1's mean with exponential work", () => {
    const task = "discipline: { kind: worker-pool, threads: 3 }, maxConcurrent: 100000";
    const { time } = observe({ rate: 60, steps: `[{ cpu: ${exponential} }]`, task, requests });
    expectTheory(time, mmcTime(1, 0.06, 10) * ms, 0.03);
  });
});

describe("several steps", () => {
  // M/M/1 sends out Poisson requests, and nobody queues to wait: the times add up.
  test("the event loop and a wait behind it are a tandem", () => {
    const loop = "discipline: event-loop, maxConcurrent: 100000";
    const steps = `[{ cpu: ${exponential} }, { wait: { kind: lognormal, mean: 90ms, p99: 220ms } }]`;
    const { time } = observe({ rate: 60, steps, task: loop, requests });
    expectTheory(time, (mmcTime(1, 0.06, 10) + 90) * ms, 0.01);
  });

  // Work, wait, work: a network of symmetric stations, whose means need those of the distributions alone (Baskett, Chandy,
  // Muntz and Palacios, 1975). Each request visits the CPU twice, for 10 ms on average; the load is 0.7.
  test.each([1, 2])("work before and after a wait shares %s vCPU as in a product-form network", (vcpu) => {
    const before = "{ cpu: { kind: lognormal, mean: 15ms, p99: 50ms } }";
    const steps = `[${before}, { wait: 90ms }, { cpu: { kind: exponential, mean: 5ms } }]`;
    const rate = 35 * vcpu;
    const { time } = observe({ rate, steps, vcpu, task, requests: requests / 2 });
    expectTheory(time, (2 * mmcTime(vcpu, (2 * rate) / 1_000, 10) + 90) * ms, 0.03);
  });
});
