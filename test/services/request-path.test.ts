import { describe, expect, test } from "vitest";
import { NO_CAPACITY, QUEUE_FULL, TASK_LOST, TIMEOUT } from "../../sim/facts/ends.js";

import { Server } from "../../sim/work/servers.js";
import { ms, Path } from "./path.js";

const wait = (milliseconds: number) => ({ steps: [{ wait: `${milliseconds}ms` }] });
const cpu = (milliseconds: number) => ({ steps: [{ cpu: `${milliseconds}ms` }] });

describe("steps", () => {
  test("waits do not slow each other, and take their time whatever the CPU does", () => {
    const path = new Path({ request: wait(10), arrivals: [0, 0, 0, 5] }).until(100);
    expect([path.ends, path.meanMs]).toEqual([[4, 0, 0, 0], 10]);
  });

  test("two requests with 10 ms CPU, 5 ms wait, 10 ms CPU on one vCPU share it both times: 45 ms each", () => {
    // CPU 0-20 for both at half speed, wait 20-25, CPU 25-45.
    const steps = [{ cpu: "10ms" }, { wait: "5ms" }, { cpu: "10ms" }];
    const path = new Path({ request: { steps }, arrivals: [0, 0] }).until(100);
    expect(path.meanMs).toBe(45);
  });

  test("on an event loop the second of them waits for the CPU: 25 and 35 ms", () => {
    // First: CPU 0-10, wait 10-15, CPU 20-30 behind the second's, which runs 10-20; that one waits 20-25, CPU 30-40.
    const steps = [{ cpu: "10ms" }, { wait: "5ms" }, { cpu: "10ms" }];
    const path = new Path({ request: { steps }, task: { discipline: "event-loop" }, arrivals: [0, 0] }).until(100);
    expect([path.recorder.answers.quantile(0.5) / 1_000, path.recorder.answers.max / 1_000]).toEqual([
      expect.closeTo(30, 0),
      40,
    ]);
  });

  test("a request may have eight steps, whatever class of requests stands next", () => {
    const steps = Array.from({ length: 8 }, () => ({ wait: "10ms" }));
    const classes = [
      { name: "long", weight: 1, steps },
      { name: "short", weight: 0, ...wait(1) },
    ];
    const path = new Path({ classes, arrivals: [10_000.001, 10_000.002] }).until(10_100);
    expect([path.ends, path.meanMs]).toEqual([[2, 0, 0, 0], 80]);
  });

  test("ARM64 scales CPU steps only", () => {
    const task = { architecture: "ARM64", arm64WorkFactor: 0.8 };
    const steps = [{ cpu: "10ms" }, { wait: "5ms" }];
    expect(new Path({ request: { steps }, task, arrivals: [0] }).until(100).meanMs).toBe(13);
  });
});

describe("slots and queue", () => {
  test("one slot and one place behind it: answers after 10 and 20 ms, and 503 for the third", () => {
    const task = { maxConcurrent: 1, queue: 1 };
    const path = new Path({ request: wait(10), task, arrivals: [0, 0, 0] }).until(100);
    expect([path.ends, path.meanMs]).toEqual([[2, 0, 1, 0], 15]);
    expect(path.recorder.failedBy[QUEUE_FULL]).toBe(1);
  });

  test("a slot is held from admission to the last step, waits included", () => {
    const steps = [{ cpu: "1ms" }, { wait: "20ms" }];
    const path = new Path({ request: { steps }, task: { maxConcurrent: 1 }, arrivals: [0, 0] }).until(100);
    expect(path.recorder.answers.max).toBe(ms(42));
  });

  test("a worker pool of two threads holds them through waits: the third request begins when one is free", () => {
    const task = { discipline: { kind: "worker-pool", threads: 2 } };
    const path = new Path({ request: wait(10), task, arrivals: [0, 0, 0] }).until(100);
    expect(path.recorder.answers.max).toBe(ms(20));
  });

  test("without a target in rotation there is no capacity", () => {
    const path = new Path({ request: wait(10), tasks: 0, arrivals: [0, 3] }).until(100);
    expect(path.recorder.failedBy[NO_CAPACITY]).toBe(2);
    expect(path.recorder.attempts).toBe(2);
  });
});

describe("a client's timeout", () => {
  const request = { ...wait(20), timeout: "15ms" };

  test("ends the request for the client at its elapsed time; the task goes on and keeps the slot", () => {
    const path = new Path({ request, task: { maxConcurrent: 1 }, arrivals: [0, 1] });
    expect(path.until(15).ends).toEqual([0, 0, 1, 1]);
    expect(path.servers.busy(0)).toBe(1);
    expect(path.until(100).ends).toEqual([0, 0, 2, 0]);
    expect(path.recorder.latency.mean).toBe(ms(15));
    expect(path.recorder.failedBy[TIMEOUT]).toBe(2);
    expect(path.requests.length).toBe(0);
  });

  test("frees the slot at once where the service stops the work of a client that has gone", () => {
    // Slot 0-15 for the first, 15-16 for the second, whose client leaves at 16; the third has it from 16 on.
    const cancelled = { ...request, cancelOnDisconnect: true };
    const path = new Path({ request: cancelled, task: { maxConcurrent: 1 }, arrivals: [0, 1, 2] });
    expect(path.until(16.5).servers.busy(0)).toBe(1);
    path.until(100);
    expect([path.ends, path.servers.busy(0), path.requests.length]).toEqual([[0, 0, 3, 0], 0, 0]);
  });

  test("leaves its work on the CPU, or takes it off where the service stops it", () => {
    const request = { ...cpu(30), timeout: "10ms" };
    const usedBy = (cancelOnDisconnect: boolean) =>
      new Path({ request: { ...request, cancelOnDisconnect }, arrivals: [0] }).until(100).servers.cpus[0].used(ms(100));
    expect([usedBy(false), usedBy(true)]).toEqual([ms(30), ms(10)]);
  });
});

describe("retries", () => {
  const backoff = { initial: "10ms", multiplier: 3, jitter: "none" };

  test("come after the backoff, and latency runs from the first intended send", () => {
    // Refused at 0, again at 10; at 10 + 30 there is a task: answered at 45.
    const request = { ...wait(5), retries: { attempts: 2, backoff } };
    const path = new Path({ request, tasks: 1, arrivals: [0] });
    path.balancer.remove(0);
    path.at(39, () => path.balancer.add(0)).until(100);
    expect([path.ends, path.meanMs, path.recorder.attempts]).toEqual([[1, 0, 0, 0], 45, 3]);
  });

  test("end with the cause of the last attempt, and the request counts once", () => {
    const request = { ...wait(50), timeout: "20ms", retries: { attempts: 1, backoff } };
    const path = new Path({ request, arrivals: [0] });
    path.at(25, () => path.balancer.remove(0)).until(200);
    expect(path.recorder.failedBy[NO_CAPACITY]).toBe(1);
    expect([path.recorder.arrived, path.recorder.attempts, path.ends]).toEqual([1, 2, [0, 0, 1, 0]]);
  });

  test("are made only for the failures that the client retries on", () => {
    const request = { ...wait(50), timeout: "20ms", retries: { attempts: 3, on: ["5xx"], backoff } };
    expect(new Path({ request, arrivals: [0] }).until(500).recorder.attempts).toBe(1);
  });

  test("stop when their budget is spent: ten in hand, and a fifth of the requests after that", () => {
    const request = { ...wait(1), retries: { attempts: 1, backoff, budget: "20 %" } };
    const path = new Path({ request, tasks: 0, arrivals: Array.from({ length: 1_000 }, (_, at) => at) }).until(2_000);
    expect(Math.abs(path.recorder.attempts - 1_000 - (10 + 200))).toBeLessThanOrEqual(1);
  });
});

describe("a task that is gone", () => {
  test("takes with it what waits in its queue, runs on its CPU or waits for somebody else", () => {
    const steps = [{ cpu: "10ms" }, { wait: "100ms" }];
    const path = new Path({ request: { steps }, task: { maxConcurrent: 2 }, arrivals: [0, 30, 31] });
    const cut = () => {
      expect([path.servers.queues[0].length, path.servers.cpus[0].length]).toEqual([1, 1]);
      path.service.cut(0, TASK_LOST);
    };
    path.at(35, cut).until(36);
    expect([path.ends, path.recorder.failedBy[TASK_LOST]]).toEqual([[0, 0, 3, 0], 3]);
    expect(path.requests.length).toBe(1); // the one in a wait step, until its event comes
    expect(path.until(200).requests.length).toBe(0);
    expect(path.recorder.failed).toBe(3);
  });

  test("is forgotten by the balancer: the next task in its row starts without outstanding requests", () => {
    const path = new Path({ request: wait(50), tasks: 2, arrivals: [0, 0, 0, 0, 10, 10] });
    path.at(5, () => path.service.cut(0, TASK_LOST)).until(20);
    expect([path.servers.busy(0), path.servers.busy(1)]).toEqual([2, 2]);
  });

  test("says when its last request has left, once it is told to stop", () => {
    const path = new Path({ request: wait(10), arrivals: [0, 4] });
    const idle: number[] = [];
    path.taskIdle = () => idle.push(path.simulation.now);
    path.at(2, () => {
      path.servers.words[Server.TELLS_BELOW] = 1;
    });
    path.until(100);
    expect(idle).toEqual([ms(14)]);
  });
});

describe("writes", () => {
  const request = { ...wait(10), writes: 2 };

  test("are in the buffer when the answer goes out, and acknowledged before they are durable", () => {
    const path = new Path({ request, arrivals: [0, 150] }).until(165);
    expect([path.ends[0], path.writes.accepted]).toEqual([2, 4]);
    expect(path.writes.held(0, ms(165))).toBe(2); // the first two were flushed from 100 to 110
  });

  test("acknowledged durably hold the answer until the next flush is over, and the slot with it", () => {
    // Done at 10, the flush runs from 100 to 110; the second begins then, done at 120, flushed at 210.
    const path = new Path({ request, task: { maxConcurrent: 1 }, acknowledge: "durable", arrivals: [0, 0] });
    path.until(300);
    expect(path.recorder.answers.sum).toBe(ms(110 + 210));
    expect([path.writes.accepted, path.writes.flushed]).toEqual([4, 4]);
  });

  test("go to the store at once after SIGTERM", () => {
    const path = new Path({ request, arrivals: [0] });
    path.servers.words[Server.WRITES_THROUGH] = 1;
    path.until(10);
    expect([path.writes.flushed, path.writes.held(0, ms(10))]).toEqual([2, 0]);
  });
});

test("memory is held from admission to the answer, and a task that holds more than it has is reported", () => {
  // 256 MiB of the process and 600 MiB a request: three are 2,056 MiB of 2,048.
  const request = { ...wait(10), memory: "600 MiB" };
  const path = new Path({ request, arrivals: [0, 5, 20, 21, 22] });
  path.until(7);
  expect([path.servers.heldMib[0], path.outOfMemory]).toEqual([256 + 1_200, []]);
  path.until(25);
  expect(path.outOfMemory).toEqual([0]);
  expect(path.until(100).servers.heldMib[0]).toBe(256);
});

describe("degradation", () => {
  const cheaper = { level: 1, cpuFactor: 0.5, shed: 0 };

  test("makes answers cheaper on the CPU and counts them apart, from the moment it is on", () => {
    const steps = [{ cpu: "10ms" }, { wait: "5ms" }];
    const path = new Path({ request: { steps }, arrivals: [0, 100] });
    path.at(50, () => path.degradation.enter(cheaper)).until(200);
    expect([path.ends, path.recorder.answers.sum]).toEqual([[1, 1, 0, 0], ms(15 + 10)]);
  });

  test("leaves requests that are already admitted as they are, and those of its own time when it is over", () => {
    const path = new Path({ request: { steps: [{ wait: "10ms" }, { cpu: "10ms" }] }, arrivals: [0, 20] });
    path.at(5, () => path.degradation.enter(cheaper));
    path.at(25, () => path.degradation.enter({ ...cheaper, level: 0, cpuFactor: 1 })).until(200);
    expect([path.ends, path.recorder.answers.sum]).toEqual([[1, 1, 0, 0], ms(20 + 15)]);
  });

  test("of one attempt is not that of the next: what is tried again after it is over gets a full answer", () => {
    // The task dies at 5 ms; again at 6, in full: 6 + 40.
    const retries = { attempts: 1, backoff: { initial: "1ms", jitter: "none" } };
    const path = new Path({ request: { ...cpu(40), retries }, arrivals: [0] });
    path.degradation.enter(cheaper);
    path.at(5, () => {
      path.kill(0);
      path.open(0);
      path.degradation.enter({ ...cheaper, level: 0, cpuFactor: 1 });
    });
    expect([path.until(500).ends, path.meanMs]).toEqual([[1, 0, 0, 0], 46]);
  });

  test("sheds its share of requests, the same ones whenever it is on", () => {
    const arrivals = Array.from({ length: 10_000 }, (_, at) => at);
    const shedBy = (shed: number) => {
      const path = new Path({ request: wait(0), arrivals });
      path.degradation.enter({ level: 1, cpuFactor: 1, shed });
      return path.until(20_000).recorder;
    };
    const { failed, completed, degraded } = shedBy(0.2);
    expect(Math.abs(failed - 2_000)).toBeLessThan(3.29 * Math.sqrt(10_000 * 0.2 * 0.8));
    expect([completed + failed, degraded]).toEqual([10_000, 0]);
    expect(shedBy(0.2).failed).toBe(failed);
  });
});
