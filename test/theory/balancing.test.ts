import { describe, expect, test } from "vitest";
import { expectTheory } from "./expect-theory.js";
import { mmcTime, roundRobinTime } from "./formulas.js";
import { shorterQueueTime } from "./shorter-queue.js";
import { observe } from "./station.js";
import { exponential, ms } from "./work.js";

const steps = `[{ wait: ${exponential} }]`;
const task = "maxConcurrent: 1";
const requests = 600_000;

describe("thirty tasks of one slot, at a load of 0.7", () => {
  const fleet = { rate: 2_100, steps, task, tasks: 30, requests };

  test("a random target for each request makes thirty M/M/1 queues of them", () => {
    const { time } = observe({ ...fleet, balancer: "weighted-random" });
    expectTheory(time, mmcTime(1, 0.07, 10) * ms, 0.03);
  });

  test("taking turns makes the gaps of each task a sum of thirty: E30/M/1", () => {
    const { time } = observe({ ...fleet, balancer: "round-robin" });
    expectTheory(time, roundRobinTime(30, 2.1, 10) * ms, 0.03);
  });

  // No rule that sends a request off at once can beat one common queue.
  test("least outstanding requests come within a tenth of one common queue, M/M/30", () => {
    const { time } = observe({ ...fleet, balancer: "least-outstanding" });
    const common = mmcTime(30, 2.1, 10) * ms;
    expect(time.low).toBeGreaterThan(common);
    expect(time.high).toBeLessThan(1.1 * common);
  });
});

test("least outstanding requests over two tasks are the shorter of two queues", () => {
  const { time } = observe({ rate: 140, steps, task, tasks: 2, balancer: "least-outstanding", requests });
  expectTheory(time, shorterQueueTime(0.14, 10) * ms, 0.03);
});
