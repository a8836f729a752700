import { describe, expect, test } from "vitest";
import { INTERRUPTED, QUEUE_FULL, TASK_LOST, TIMEOUT } from "../../sim/facts/ends.js";
import { Chain } from "./chain.js";

const wait = (milliseconds: number) => ({ steps: [{ wait: `${milliseconds}ms` }] });
const plain = { jitter: "none", multiplier: 1 };

/** Latencies of a service's answers, in milliseconds: the mean and the most. */
function answersOf(chain: Chain, name: string): readonly number[] {
  const { answers } = chain.of(name).recorder;
  return [answers.mean / 1e3, answers.max / 1e3];
}

describe("a call", () => {
  const calling = { steps: [{ wait: "10ms" }, { call: "prices" }, { wait: "5ms" }] };

  test("takes as long as the called service, and both count the request", () => {
    const chain = new Chain({ request: calling, arrivals: [0, 40] }, { prices: { request: wait(20) } }).until(1_000);
    expect([chain.of("web").ends, chain.of("web").meanMs]).toEqual([[2, 0, 0, 0], 35]);
    expect([chain.of("prices").ends, chain.of("prices").meanMs]).toEqual([[2, 0, 0, 0], 20]);
  });

  test("holds its caller's slot: with one slot the second request begins when the first has its answer", () => {
    // First 0-35; the second waits until 35 and is answered at 70. Prices is free in between.
    const task = { maxConcurrent: 1 };
    const chain = new Chain({ request: calling, task, arrivals: [0, 0] }, { prices: { request: wait(20) } }).until(
      1_000,
    );
    expect(answersOf(chain, "web")).toEqual([52.5, 70]);
    expect(answersOf(chain, "prices")).toEqual([20, 20]);
  });

  test("waits in the called service's queue: two calls at once of one slot take 20 and 40 ms", () => {
    const prices = { request: wait(20), task: { maxConcurrent: 1 } };
    const chain = new Chain({ request: calling, arrivals: [0, 0] }, { prices }).until(1_000);
    expect(answersOf(chain, "prices")).toEqual([30, 40]);
    expect(answersOf(chain, "web")).toEqual([45, 55]);
  });

  test("goes on through services that call others, and may come to one service by two ways", () => {
    // web: 1 + prices(2 + stock 4) + stock 4 = 11.
    const request = { steps: [{ wait: "1ms" }, { call: "prices" }, { call: "stock" }] };
    const prices = { request: { steps: [{ wait: "2ms" }, { call: "stock" }] } };
    const chain = new Chain({ request, arrivals: [0, 7] }, { prices, stock: { request: wait(4) } }).until(1_000);
    expect(["web", "prices", "stock"].map((name) => chain.of(name).meanMs)).toEqual([11, 6, 4]);
    expect(chain.of("stock").ends).toEqual([4, 0, 0, 0]);
  });

  test("of a class that it names asks for that one", () => {
    const request = { steps: [{ call: "prices", class: "list" }] };
    const classes = [
      { name: "quote", ...wait(1) },
      { name: "list", ...wait(30) },
    ];
    const chain = new Chain({ request, arrivals: [0, 1, 2] }, { prices: { classes } }).until(1_000);
    expect(answersOf(chain, "web")).toEqual([30, 30]);
  });

  test("asks the same of the other service whatever else is called meanwhile", () => {
    const request = { steps: [{ call: "prices" }] };
    const prices = { request: { steps: [{ wait: { kind: "exponential", mean: "20ms" } }] } };
    const first = new Chain({ request, arrivals: [50] }, { prices }).until(1_000).of("web").meanMs;
    const chain = new Chain({ request, arrivals: [50, 50, 50] }, { prices });
    const answered = (until: number) => chain.until(until).of("web").recorder.answers.count;
    const before = answered(50 + first - 0.001);
    expect(answered(50 + first)).toBe(before + 1);
    const later = new Chain({ request, arrivals: [400] }, { prices }).until(2_000);
    expect(later.of("web").meanMs).toBe(first);
  });
});

describe("the timeout of a call", () => {
  test("ends the request with it, while the called service goes on with the work", () => {
    // Given up at 30; at 40 prices has the answer and nobody reads it, so that its slot is free for the second, 50-90.
    const request = { steps: [{ call: "prices", timeout: "30ms" }, { wait: "100ms" }] };
    const prices = { request: wait(40), task: { maxConcurrent: 1 } };
    const chain = new Chain({ request, arrivals: [0, 20], task: {} }, { prices });
    chain.until(29);
    expect(chain.of("web").ends).toEqual([0, 0, 0, 2]);
    chain.until(51);
    // The second has waited from 20 to 40 for the slot, and 10 ms there.
    expect(chain.of("web").recorder.failedBy[TIMEOUT]).toBe(2);
    expect([chain.of("web").requests.length, chain.of("prices").requests.length]).toEqual([0, 1]);
    chain.until(1_000);
    expect(chain.of("prices").recorder.failedBy[TIMEOUT]).toBe(2);
    expect(chain.of("prices").requests.length).toBe(0);
  });

  test("is the service's own where the call has none", () => {
    const request = { steps: [{ call: "prices" }] };
    const chain = new Chain({ request, arrivals: [0] }, { prices: { request: { ...wait(40), timeout: "10ms" } } });
    chain.until(1_000);
    expect(chain.of("web").recorder.failedBy[TIMEOUT]).toBe(1);
    expect(chain.of("web").recorder.timeouts.max).toBe(10_000);
  });

  test("stops the work where the service cancels: its slot is free at once", () => {
    const request = { steps: [{ call: "prices", timeout: "30ms" }] };
    const prices = { request: { ...wait(50), cancelOnDisconnect: true }, task: { maxConcurrent: 1, queue: 0 } };
    const chain = new Chain({ request, arrivals: [0, 31, 62] }, { prices }).until(1_000);
    expect(chain.of("prices").recorder.failedBy[TIMEOUT]).toBe(3);
    expect(chain.of("prices").recorder.failedBy[QUEUE_FULL]).toBe(0);
  });
});

describe("retries of a call", () => {
  const tries = (retries: object) => ({ steps: [{ wait: "1ms" }, { call: "prices", timeout: "10ms", retries }] });

  test("come after a pause, and the request goes on with the first answer", () => {
    // One slot: 0-25 taken by the first visit's call, which gives up at 11 and tries again at 16, waiting; at 26 it gives up
    // again. At 26 its first attempt leaves the slot (1 + 25), the second, at the head of the queue, takes it for nobody.
    const retries = { attempts: 3, backoff: { initial: "5ms", ...plain } };
    const prices = { classes: [{ name: "slow", ...wait(25) }], task: { maxConcurrent: 2 } };
    const chain = new Chain({ request: tries(retries), arrivals: [0] }, { prices }).until(1_000);
    // Attempts begin at 1, 16, 31 and 46, each given up 10 ms later.
    expect(chain.of("prices").recorder.retried).toBe(3);
    expect(chain.of("prices").recorder.failedBy[TIMEOUT]).toBe(1);
    expect(chain.of("web").recorder.timeouts.max).toBe(56_000);
    expect(chain.of("prices").recorder.timeouts.max).toBe(55_000);
  });

  test("come from a budget: a tenth of calls, and ten that are always there", () => {
    const retries = { attempts: 1, budget: "10 %", backoff: { initial: "5ms", ...plain } };
    const arrivals = Array.from({ length: 400 }, (_, n) => n * 40);
    const prices = { request: wait(25), tasks: 1 };
    const chain = new Chain({ request: tries(retries), arrivals }, { prices }).until(60_000);
    // Each call fails and asks for a retry: ten from the full bucket, then one for every ten calls.
    expect(chain.of("prices").recorder.retried).toBeGreaterThanOrEqual(48);
    expect(chain.of("prices").recorder.retried).toBeLessThanOrEqual(51);
    expect(chain.of("web").recorder.failedBy[TIMEOUT]).toBe(400);
  });

  test("at two hops multiply: two tries each are four calls of the last service", () => {
    const retries = { attempts: 1, backoff: { initial: "1ms", ...plain } };
    const stock = { request: wait(1), task: { maxConcurrent: 1, queue: 0 }, tasks: 0 };
    const request = { steps: [{ call: "prices", retries }] };
    const prices = { request: { steps: [{ call: "stock", retries }] } };
    const chain = new Chain({ request, arrivals: [0] }, { prices, stock }).until(1_000);
    const attempts = ["web", "prices", "stock"].map((name) => chain.of(name).recorder.attempts);
    expect(attempts).toEqual([1, 2, 4]);
    expect(["web", "prices", "stock"].map((name) => chain.of(name).recorder.failed)).toEqual([1, 1, 2]);
  });
});

describe("when a task dies", () => {
  const request = { steps: [{ wait: "5ms" }, { call: "prices" }] };

  test("its calls go on where they are served, and nobody hears of them", () => {
    const chain = new Chain({ request, arrivals: [0] }, { prices: { request: wait(40) } });
    chain.at(20, () => chain.of("web").kill(0)).until(21);
    expect(chain.of("web").recorder.failedBy[TASK_LOST]).toBe(1);
    expect(chain.of("prices").requests.length).toBe(1);
    chain.until(1_000);
    expect([chain.of("prices").ends, chain.of("prices").meanMs]).toEqual([[1, 0, 0, 0], 40]);
    expect(chain.of("web").requests.length).toBe(0);
  });

  test("its calls end with it where the called service cancels", () => {
    const prices = { request: { ...wait(40), cancelOnDisconnect: true } };
    const chain = new Chain({ request, arrivals: [0] }, { prices });
    chain.at(20, () => chain.of("web").kill(0)).until(20);
    expect(chain.of("prices").recorder.failedBy[TASK_LOST]).toBe(1);
    chain.until(1_000);
    expect([chain.of("prices").ends, chain.of("web").requests.length]).toEqual([[0, 0, 1, 0], 0]);
  });

  test("nobody tries its calls again", () => {
    const retries = { attempts: 5, backoff: { initial: "10ms", ...plain } };
    const steps = [{ wait: "5ms" }, { call: "prices", timeout: "20ms", retries }];
    const chain = new Chain({ request: { steps }, arrivals: [0] }, { prices: { request: wait(400) } });
    // Attempts from 5 and 35; the caller dies at 40, before the second is given up at 55.
    chain.at(40, () => chain.of("web").kill(0)).until(1_000);
    expect(chain.of("prices").recorder.attempts).toBe(2);
    expect(chain.of("prices").ends).toEqual([0, 0, 1, 0]);
    expect(chain.of("prices").requests.length).toBe(0);
  });

  test("who calls it fails by that, unless it tries again at another", () => {
    const of = (retries: object) => {
      const steps = [{ wait: "5ms" }, { call: "prices", retries }];
      const chain = new Chain({ request: { steps }, arrivals: [0] }, { prices: { request: wait(40), tasks: 2 } });
      const prices = chain.of("prices");
      chain.at(20, () => {
        for (const task of [0, 1]) if (prices.servers.busy(task) > 0) prices.service.cut(task, INTERRUPTED);
      });
      return chain.until(1_000).of("web");
    };
    expect(of({ attempts: 0 }).recorder.failedBy[INTERRUPTED]).toBe(1);
    // Tried again at 30, answered at 70.
    expect(of({ attempts: 1, backoff: { initial: "10ms", ...plain } }).meanMs).toBe(70);
  });
});

test("a client that tries again calls again, and asks for other work than its first try did", () => {
  const prices = { request: { steps: [{ wait: { kind: "exponential", mean: "200ms" } }] } };
  const retries = { attempts: 1, backoff: { initial: "1ms", ...plain } };
  const arrivals = Array.from({ length: 200 }, (_, n) => n * 1_000);
  const request = { steps: [{ call: "prices" }], timeout: "200ms", retries };
  const { recorder } = new Chain({ request, arrivals }, { prices }).until(300_000).of("web");
  // Each try is answered in time with probability 1 − 1/e = 0.63 of its own: both fail in 0.135 of cases, not in 0.37.
  expect(recorder.failed).toBeGreaterThan(10);
  expect(recorder.failed).toBeLessThan(48);
});
