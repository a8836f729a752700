import { describe, expect, test } from "vitest";
import { Random } from "../../workload/random.js";
import { Chain } from "./chain.js";
import { PlainCalls } from "./plain-calls.js";

/** Poisson arrivals in milliseconds, to the microsecond. */
function instants(seed: number, count: number, meanMs: number): readonly number[] {
  const random = Random.stream(seed, "instants");
  let at = 0;
  return Array.from({ length: count }, () => {
    at += Math.ceil(random.exponential() * meanMs * 1_000);
    return at / 1_000;
  });
}

const drawn = (mean: string) => ({ wait: { kind: "exponential", mean } });
const retries = (attempts: number, initial: string) => ({
  attempts,
  backoff: { initial, jitter: "none", multiplier: 2 },
});

const request = {
  steps: [
    { wait: "3ms" },
    { call: "prices", timeout: "61ms", retries: retries(2, "13ms") },
    { call: "stock", timeout: "37ms", retries: retries(1, "7ms") },
  ],
  timeout: "250ms",
};
const prices = {
  classes: [
    {
      name: "quote",
      weight: 3,
      steps: [drawn("11ms"), { call: "stock", timeout: "29ms", retries: retries(2, "5ms") }],
    },
    { name: "list", weight: 1, steps: [drawn("23ms")] },
  ],
};
const stock = { request: { steps: [drawn("9ms")] } };

describe.each([
  ["at rest", 40],
  ["under load", 7],
  ["overloaded", 3],
])("a chain of three services %s", (_, gapMs) => {
  test("is to the microsecond what a plain simulation of it is, at every hop", () => {
    const limits = { web: { slots: 30, queue: 10 }, prices: { slots: 5, queue: 8 }, stock: { slots: 3, queue: 6 } };
    const task = ({ slots, queue }: { slots: number; queue: number }) => ({ task: { maxConcurrent: slots, queue } });
    for (const seed of [1, 2, 3]) {
      const arrivals = instants(seed, 2_000, gapMs);
      const chain = new Chain(
        { request, arrivals, ...task(limits.web) },
        { prices: { ...prices, ...task(limits.prices) }, stock: { ...stock, ...task(limits.stock) } },
      );
      const plain = new PlainCalls(limits);
      const [page] = chain.demand.classes;
      const durations = Int32Array.of(3_000);
      for (const [ordinal, at] of arrivals.entries()) {
        plain.after(Math.round(at * 1_000), () => plain.request("web", page, durations, ordinal, () => {}));
      }
      chain.until(arrivals.at(-1)! + 100_000);
      plain.run();
      for (const [name, service] of plain.services) {
        const { recorder } = chain.of(name);
        const { answered, failed, attempts } = service;
        expect([recorder.answers.count, recorder.failed, recorder.attempts]).toEqual([
          answered.length,
          failed,
          attempts,
        ]);
        expect(recorder.answers.mean * answered.length).toBeCloseTo(
          answered.reduce((sum, each) => sum + each, 0),
          0,
        );
        for (const limit of [10_000, 20_000, 50_000, 100_000]) {
          const exact = answered.filter((each) => each <= limit).length;
          expect(Math.abs(recorder.answers.countAtMost(limit) - exact)).toBeLessThan(0.01 * answered.length + 1);
        }
        expect(recorder.answers.max).toBe(Math.max(...answered));
      }
    }
  });
});
