import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { INTERRUPTED, NO_CAPACITY, TASK_LOST, TIMEOUT } from "../../sim/facts/ends.js";

import type { Lifecycle } from "../../sim/pool/lifecycle.js";
import { seconds } from "../pool/fleet.js";
import { Hosted, type HostedOptions } from "./hosted.js";

const at = (...instants: readonly number[]) => instants.map((second) => second * 1_000);
const wait = (second: number, writes = 0) => ({ steps: [{ wait: `${second}s` }], writes, timeout: "300s" });

/** A Spot notice two seconds in. */
const noticed = (options: HostedOptions) => new Hosted(options).at(2, (lifecycle, task) => lifecycle.interrupt(task));

describe("SIGTERM of a Spot task at 2 s", () => {
  test("with drain: requests in flight are answered and the process ends with the last of them", () => {
    const hosted = noticed({ request: wait(10), arrivals: at(0, 1) }).until(100);
    expect([hosted.path.ends, hosted.stoppedAt]).toEqual([[2, 0, 0, 0], 11]);
  });

  test("with drain: late requests are refused for the 5 s that the balancer still sends them, then there is no target", () => {
    const hosted = noticed({ request: wait(10), arrivals: at(0, 3, 6.9, 7.1) }).until(100);
    const { failedBy } = hosted.path.recorder;
    expect([failedBy[INTERRUPTED], failedBy[NO_CAPACITY], hosted.path.ends[0]]).toEqual([2, 1, 1]);
  });

  test("what is in flight at SIGKILL, 30 s later, fails as interrupted", () => {
    const hosted = noticed({ request: wait(40), arrivals: at(0) });
    expect(hosted.until(31.9).path.ends).toEqual([0, 0, 0, 1]);
    expect(hosted.until(32).path.recorder.failedBy[INTERRUPTED]).toBe(1);
    expect([hosted.stoppedAt, hosted.until(100).path.requests.length]).toEqual([32, 0]);
  });

  test("with serve: late requests are served like others", () => {
    const hosted = noticed({ request: wait(10), onSigterm: "serve", arrivals: at(0, 3, 6.9, 7.1) }).until(100);
    expect([hosted.path.ends[0], hosted.path.recorder.failedBy[NO_CAPACITY]]).toEqual([3, 1]);
    expect(hosted.stoppedAt).toBe(16.9);
  });

  test("with exit: the process is gone at once, and all that it held", () => {
    const hosted = noticed({ request: wait(10), onSigterm: "exit", arrivals: at(0, 3) }).until(100);
    expect([hosted.path.recorder.failedBy[INTERRUPTED], hosted.stoppedAt]).toEqual([2, 2]);
  });

  test("with ignore: the process goes on until SIGKILL, idle or not", () => {
    const hosted = noticed({ request: wait(10), onSigterm: "ignore", arrivals: at(0, 3) }).until(100);
    expect([hosted.path.ends[0], hosted.stoppedAt]).toEqual([2, 32]);
  });
});

describe("the write buffer at SIGTERM", () => {
  // A request that is answered at 1.95 s with two writes: they are in the buffer at 2 s, between flushes at 1.9 and 2.0;
  // the notice comes a millisecond before that flush.
  const request = wait(1, 2);
  const terminated = (options: Partial<HostedOptions>) =>
    new Hosted({ request, arrivals: at(0.95), ...options })
      .at(1.999, (lifecycle, task) => lifecycle.interrupt(task))
      .until(100);

  test("is flushed, and the process stays until that is done", () => {
    const hosted = terminated({ flush: { takes: 5, timeout: 20, deadLetter: true } });
    expect([hosted.writes, hosted.stoppedAt]).toEqual([[2, 0, 0], 6.999]);
  });

  test("goes to dead letters where the flush misses its limit", () => {
    const hosted = terminated({ flush: { takes: 25, timeout: 20, deadLetter: true } });
    expect([hosted.writes, hosted.stoppedAt]).toEqual([[0, 2, 0], 21.999]);
  });

  test("is lost there without dead letters", () => {
    const hosted = terminated({ flush: { takes: 25, timeout: 20, deadLetter: false } });
    expect([hosted.writes, hosted.stoppedAt]).toEqual([[0, 0, 2], 21.999]);
  });

  test("is lost where SIGKILL comes before the limit of the flush", () => {
    const hosted = terminated({ flush: { takes: 35, timeout: 40, deadLetter: true } });
    expect([hosted.writes, hosted.stoppedAt]).toEqual([[0, 0, 2], 31.999]);
  });

  test.each(["exit", "ignore"] as const)(
    "is lost without a handler (%s), as far as no flush came before the end",
    (onSigterm) => {
      const hosted = terminated({ onSigterm });
      expect(hosted.writes).toEqual(onSigterm === "exit" ? [0, 0, 2] : [2, 0, 0]);
    },
  );

  test("takes no more: what requests in flight write later goes to the store at once", () => {
    const hosted = noticed({ request: wait(10, 2), arrivals: at(0) }).until(10);
    expect([hosted.writes, hosted.stoppedAt]).toEqual([[2, 0, 0], 10]);
  });

  test("is lost with a process that dies without a signal, as far as it was not flushed", () => {
    const died = new Hosted({ request, arrivals: at(0, 0.95) }).at(1.999, (lifecycle, task) =>
      lifecycle.die(task, "abrupt"),
    );
    expect(died.until(10).writes).toEqual([2, 0, 2]);
  });

  test("is lost with a process that dies while it flushes", () => {
    const flush = { takes: 5, timeout: 20, deadLetter: true };
    const hosted = terminated({ flush });
    const died = new Hosted({ request, arrivals: at(0.95), flush })
      .at(1.999, (lifecycle, task) => lifecycle.interrupt(task))
      .at(4, (lifecycle, task) => lifecycle.die(task, "zone-outage"))
      .until(100);
    expect([hosted.writes, died.writes, died.stoppedAt]).toEqual([[2, 0, 0], [0, 0, 2], 4]);
  });
});

describe("a scale-in", () => {
  test("lets requests end before SIGTERM, and waits for the rest of the drain: no one is refused, no one is lost", () => {
    const hosted = new Hosted({ request: wait(10, 1), arrivals: at(0, 1, 3) });
    hosted.at(2, (lifecycle, task) => lifecycle.stop(task, "scale-in")).until(400);
    expect(hosted.path.ends).toEqual([2, 0, 1, 0]);
    expect(hosted.path.recorder.failedBy[NO_CAPACITY]).toBe(1);
    expect([hosted.writes, hosted.stoppedAt]).toEqual([[2, 0, 0], 302]);
  });

  test("cuts what is in flight when the deregistration delay is over", () => {
    const hosted = new Hosted({ request: { steps: [{ wait: "400s" }], timeout: "1000s" }, arrivals: at(0) });
    hosted.at(2, (lifecycle, task) => lifecycle.stop(task, "scale-in")).until(500);
    expect([hosted.path.recorder.failedBy[TASK_LOST], hosted.stoppedAt]).toEqual([1, 302]);
  });
});

describe("a task whose zone goes down", () => {
  /** It is silent from second 2 on, which its health checks notice at second 37. */
  const silent = (options: HostedOptions) =>
    new Hosted(options).at(2, (lifecycle, task) => lifecycle.fallSilent(task, seconds(35)));

  test("answers nothing: what was in flight waits for the balancer's idle timeout, who comes later for ten seconds", () => {
    const hosted = silent({ request: { steps: [{ wait: "30s" }] }, arrivals: at(0, 3, 20, 36, 40) });
    const timeouts = (second: number) => hosted.until(second).path.recorder.failedBy[TIMEOUT];
    // Arrived at 3: 504 at 13. At 20: 30. At 36: 46. At 0: idle for 60 s. At 40 no target is left: 503.
    expect([12.9, 13, 29.9, 30, 46, 59.9, 60].map(timeouts)).toEqual([0, 1, 1, 2, 3, 3, 4]);
    expect(hosted.path.recorder.failedBy[NO_CAPACITY]).toBe(1);
    expect(hosted.path.recorder.timeouts.max / 1e6).toBeCloseTo(60, 1);
    expect([hosted.stoppedAt, hosted.path.requests.length]).toEqual([37, 0]);
  });

  test("is given up by clients sooner, each after its own timeout", () => {
    const hosted = silent({ request: { steps: [{ cpu: "30s" }], timeout: "5s" }, arrivals: at(0, 3) });
    expect([4.9, 5, 7.9, 8].map((second) => hosted.until(second).path.recorder.failedBy[TIMEOUT])).toEqual([
      0, 1, 1, 2,
    ]);
    expect(hosted.until(100).path.requests.length).toBe(0);
  });

  test("is tried again after the balancer's 504, as after any 5xx", () => {
    const retries = { attempts: 1, on: ["5xx"], backoff: { initial: "1s", jitter: "none" } };
    const hosted = silent({ request: { steps: [{ wait: "1s" }], timeout: "30s", retries }, arrivals: at(3) });
    // 504 at 13, again at 14, 504 at 24.
    expect([23.9, 24].map((second) => hosted.until(second).path.recorder.failedBy[TIMEOUT])).toEqual([0, 1]);
    expect(hosted.path.recorder.retried).toBe(1);
  });

  test("uses no CPU and reserves none from then on", () => {
    const hosted = silent({ request: { steps: [{ cpu: "6s" }] }, arrivals: at(0) });
    expect(hosted.until(50).cpu.total()).toEqual({ used: seconds(2), reserved: seconds(2) });
  });

  test("loses what it had not written", () => {
    const hosted = new Hosted({ request: { ...wait(0.01), writes: 2 }, arrivals: at(0, 1.95) });
    hosted.at(1.999, (lifecycle, task) => lifecycle.fallSilent(task, seconds(35)));
    expect(hosted.until(100).writes).toEqual([2, 0, 2]);
  });

  test("ends every request once, whatever it was doing and whenever silence falls", () => {
    const step = fc.record({ kind: fc.constantFrom("cpu", "wait"), takes: fc.integer({ min: 1, max: 4_000 }) });
    const request = fc.record({
      steps: fc.array(step, { minLength: 1, maxLength: 3 }),
      timeout: fc.integer({ min: 1, max: 90 }),
      cancelOnDisconnect: fc.boolean(),
    });
    const arrivals = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(request, arrivals, fc.integer({ min: 1, max: 20_000 }), (request, arrivals, down) => {
        const hosted = new Hosted({
          request: {
            ...request,
            steps: request.steps.map(({ kind, takes }) => ({ [kind]: `${takes}ms` })),
            timeout: `${request.timeout}s`,
          },
          arrivals: arrivals.toSorted((a, b) => a - b),
          task: { maxConcurrent: 3, queue: 5 },
        });
        hosted.at(down / 1_000, (lifecycle, task) => lifecycle.fallSilent(task, seconds(35))).until(400);
        const [completed, degraded, failed, unfinished] = hosted.path.ends;
        expect([completed + degraded + failed, unfinished]).toEqual([arrivals.length, 0]);
        expect(hosted.path.requests.length).toBe(0);
        expect(hosted.path.recorder.timeouts.max).toBeLessThanOrEqual(request.timeout * 1.01e6);
      }),
    );
  });
});

describe("CPU used and reserved by a task that leaves at 2 s, with work until 6 s", () => {
  const totals = (options: Partial<HostedOptions>, leaves: (lifecycle: Lifecycle, task: number) => void) => {
    const work = { request: { steps: [{ cpu: "6s" }] }, arrivals: at(0), ...options };
    const hosted = new Hosted(work).at(2, leaves);
    return [1, 4, 400].map((second) => hosted.until(second).cpu.total());
  };
  const same = (all: readonly number[]) => all.map((used) => ({ used: seconds(used), reserved: seconds(used) }));

  test("count while it is RUNNING, and survive it", () => {
    expect(totals({}, (lifecycle, task) => lifecycle.interrupt(task))).toEqual(same([1, 2, 2]));
    expect(totals({}, (lifecycle, task) => lifecycle.stop(task, "scale-in"))).toEqual(same([1, 2, 2]));
  });

  test("count until its end, where draining tasks count", () => {
    const interrupted = totals({ countsDraining: true }, (lifecycle, task) => lifecycle.interrupt(task));
    expect(interrupted).toEqual(same([1, 4, 6]));
    const stopped = totals({ countsDraining: true }, (lifecycle, task) => lifecycle.stop(task, "scale-in"));
    expect(stopped).toEqual([...same([1, 4]), { used: seconds(6), reserved: seconds(302) }]);
  });
});

test("exactly the writes that no flush had saved are lost or in the dead letter table, at whatever moment the end comes", () => {
  // Two writes with each answer, 510 ms after its request; flushes at every 100 ms, over after 10.
  const instants = Array.from({ length: 40 }, (_, index) => index * 77);
  const flush = fc.record({
    takes: fc.integer({ min: 1, max: 40 }),
    timeout: fc.integer({ min: 1, max: 40 }),
    deadLetter: fc.boolean(),
  });
  const endings = fc.constantFrom("interrupt", "stop", "stop-task", "die");
  const handlers = fc.constantFrom("drain", "serve", "exit", "ignore");
  fc.assert(
    fc.property(endings, handlers, flush, fc.nat(4_000), (ending, onSigterm, flush, millisecond) => {
      const end = millisecond + 0.5;
      const request = { steps: [{ wait: "510ms" }], writes: 2, timeout: "300s" };
      const hosted = new Hosted({ request, arrivals: instants, onSigterm, flush }).at(
        end / 1_000,
        (lifecycle, task) => {
          if (ending === "interrupt") lifecycle.interrupt(task);
          else if (ending === "stop") lifecycle.stop(task, "scale-in");
          else if (ending === "stop-task") lifecycle.stopTask(task);
          else lifecycle.die(task, "abrupt");
        },
      );
      const answers = instants.filter((instant) => instant < end).map((instant) => instant + 510);
      const moment = ending === "stop" ? end + 300_000 : end; // the drain is over long after the last answer
      const isHeld = (answer: number) => answer <= moment && Math.floor(answer / 100) * 100 + 110 > moment;
      const held = 2 * answers.filter(isHeld).length;
      const fate =
        ending === "die" || onSigterm === "exit" ? "lost" : onSigterm === "ignore" ? "flushed" : fateOf(flush);
      const expected = { flushed: 0, deadLettered: 0, lost: 0, [fate]: held };
      const [, deadLettered, lost] = hosted.until(400).writes;
      expect([deadLettered, lost]).toEqual([expected.deadLettered, expected.lost]);
    }),
    { numRuns: 300 },
  );
});

/** What becomes of a final flush when SIGKILL comes after 30 s. */
function fateOf({ takes, timeout, deadLetter }: NonNullable<HostedOptions["flush"]>) {
  if (Math.min(takes, timeout) > 30) return "lost";
  if (takes <= timeout) return "flushed";
  return deadLetter ? "deadLettered" : "lost";
}

test("a final flush that the end of the run cuts short counts as what it would have come to", () => {
  const flush = { takes: 25, timeout: 20, deadLetter: true };
  const hosted = noticed({ request: wait(1.95, 2), flush, arrivals: at(0) }).until(10);
  expect(hosted.writes).toEqual([2, 0, 0]);
  hosted.host.finish();
  expect(hosted.writes).toEqual([0, 2, 0]);
});
