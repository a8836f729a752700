import { describe, expect, test } from "vitest";
import { erlangB, erlangC, mg1Time, mm1k, mmcTime, mmcTimeAbove, roundRobinTime } from "./formulas.js";
import { shorterQueueTime } from "./shorter-queue.js";

describe("the closed forms agree with what is published or worked by hand", () => {
  // Erlang's tables: 10 erlangs on 10 lines lose 21.46 %, 5 on 10 lose 1.84 %; one line loses a / (1 + a).
  test("Erlang B is that of the tables", () => {
    expect(erlangB(10, 10)).toBeCloseTo(0.2146, 4);
    expect(erlangB(10, 5)).toBeCloseTo(0.0184, 4);
    expect(erlangB(1, 0.25)).toBeCloseTo(0.2, 12);
  });

  // Two servers at load 1: B = (1/2) / (1 + 1 + 1/2) = 1/5, C = (1/5) / (1 − 1/2 × 4/5) = 1/3.
  test("Erlang C of two servers that are half busy is one third", () => {
    expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12);
    expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 12);
  });

  // C = 1/3, so the wait is (1/3) / (2 − 1) = 1/3 and the time 4/3.
  test("the time at two servers adds the wait to the service", () => {
    expect(mmcTime(2, 1, 1)).toBeCloseTo(4 / 3, 12);
    expect(mmcTime(1, 0.7, 1)).toBeCloseTo(1 / 0.3, 12);
  });

  test("times above t integrate to the mean time, and are exponential for one server", () => {
    const step = 0.001;
    let sum = 0;
    for (let t = step / 2; t < 60; t += step) sum += mmcTimeAbove(t, 4, 3.1, 1) * step;
    expect(sum).toBeCloseTo(mmcTime(4, 3.1, 1), 5);
    expect(mmcTimeAbove(2, 1, 0.7, 1)).toBeCloseTo(Math.exp(-0.3 * 2), 12);
  });

  // At half load: exponential 2, fixed 1.5.
  test("Pollaczek and Khinchine give M/M/1 and M/D/1", () => {
    expect(mg1Time(0.5, 1, 1)).toBeCloseTo(2, 12);
    expect(mg1Time(0.5, 1, 0)).toBeCloseTo(1.5, 12);
  });

  // Load 1 and room for 2: three states of 1/3 each; 1 present on average, two thirds of the arrivals let in.
  test("a queue with room for two at full load loses a third", () => {
    expect(mm1k(1, 1, 2).blocked).toBeCloseTo(1 / 3, 12);
    expect(mm1k(1, 1, 2).time).toBeCloseTo(1.5, 12);
  });

  // With one server it is M/M/1; with very many the gaps are all but equal, D/M/1: σ = exp(−(1 − σ) / 0.5), 0.2032.
  test("taking turns lies between M/M/1 and D/M/1", () => {
    expect(roundRobinTime(1, 0.5, 1)).toBeCloseTo(2, 9);
    expect(roundRobinTime(100_000, 50_000, 1)).toBeCloseTo(1 / (1 - 0.2032), 3);
  });

  // Two queues at load ρ = 0.5 each: above M/M/2 (4/3), below two apart (2); Halfin's bounds put it near 1.426.
  test("the shorter of two queues lies between M/M/2 and two queues apart", () => {
    const time = shorterQueueTime(1, 1);
    expect(time).toBeGreaterThan(mmcTime(2, 1, 1));
    expect(time).toBeLessThan(1.45);
    expect(shorterQueueTime(0.02, 1)).toBeCloseTo(1, 2);
  });
});
