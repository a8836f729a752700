import { describe, expect, test } from "vitest";
import { expectTheory } from "./expect-theory.js";
import { erlangB, erlangC, mg1Time, mm1k, mmcTime, mmcTimeAbove } from "./formulas.js";
import { observe } from "./station.js";
import { anyWork, exponential, fixed, lognormal, lognormalVariance, ms } from "./work.js";

const requests = 600_000;

describe("one server, first come first served, at a load of 0.6", () => {
  const slot = "maxConcurrent: 1";
  const loop = "discipline: event-loop, maxConcurrent: 100000";
  const worker = "discipline: { kind: worker-pool, threads: 1 }, maxConcurrent: 100000";
  const mm1 = mg1Time(0.06, 10, 100);
  const md1 = mg1Time(0.06, 10, 0);
  const mg1 = mg1Time(0.06, 10, lognormalVariance);

  test.each([
    ["one slot with exponential waits is M/M/1", slot, `wait: ${exponential}`, mm1],
    ["one slot with fixed waits is M/D/1", slot, `wait: ${fixed}`, md1],
    ["one slot with lognormal waits is M/G/1", slot, `wait: ${lognormal}`, mg1],
    ["the event loop with exponential CPU steps is M/M/1", loop, `cpu: ${exponential}`, mm1],
    ["the event loop with fixed CPU steps is M/D/1", loop, `cpu: ${fixed}`, md1],
    ["the event loop with lognormal CPU steps is M/G/1", loop, `cpu: ${lognormal}`, mg1],
    ["a pool of one worker with lognormal CPU steps is M/G/1", worker, `cpu: ${lognormal}`, mg1],
  ])("%s", (_, task, step, theory) => {
    const { time } = observe({ rate: 60, steps: `[{ ${step} }]`, task, requests });
    expectTheory(time, theory * ms, 0.05);
  });
});

describe("several servers, first come first served", () => {
  test.each([
    ["four slots", "maxConcurrent: 4"],
    ["four workers", "maxConcurrent: 100, discipline: { kind: worker-pool, threads: 4 }"],
  ])("%s with exponential waits are M/M/4, in the mean and in the tail", (_, task) => {
    const { time, above } = observe({ rate: 280, steps: `[{ wait: ${exponential} }]`, task, requests });
    expectTheory(time, mmcTime(4, 0.28, 10) * ms, 0.03);
    expectTheory(above(10 * ms), mmcTimeAbove(10, 4, 0.28, 10), 0.03);
    expectTheory(above(40 * ms), mmcTimeAbove(40, 4, 0.28, 10), 0.1);
  });

  test("requests that need no service wait for one of ten slots with Erlang C's probability", () => {
    const steps = `[{ wait: ${exponential} }]`;
    const { waiting } = observe({ rate: 800, steps, task: "maxConcurrent: 10", requests, probes: 400 });
    expectTheory(waiting(), erlangC(10, 8), 0.04);
  });
});

describe("requests that find no room", () => {
  // Ten slots at load 8 lose 12.17 %: Erlang B needs the mean of the service alone.
  test.each(anyWork)("a task without a queue loses what Erlang B says, with %s waits", (_, wait) => {
    const task = "maxConcurrent: 10, queue: 0";
    const { time, blocked } = observe({ rate: 800, steps: `[{ wait: ${wait} }]`, task, requests });
    expectTheory(blocked, erlangB(10, 8), 0.04);
    expect(time.mean / ms).toBeCloseTo(10, 1);
  });

  // One in service and four behind it: K = 5, at a load of 0.9.
  test("a queue of four behind one slot is M/M/1/5", () => {
    const task = "maxConcurrent: 1, queue: 4";
    const { time, blocked } = observe({ rate: 90, steps: `[{ wait: ${exponential} }]`, task, requests });
    const theory = mm1k(0.09, 10, 5);
    expectTheory(blocked, theory.blocked, 0.03);
    expectTheory(time, theory.time * ms, 0.02);
  });
});
