import fc from "fast-check";
import { expect, test } from "vitest";
import { Simulation } from "../../sim/engine/simulation.js";
import { Deadlines } from "../../sim/work/deadlines.js";
import { Flag, Row, Steps, WorkTable } from "../../sim/work/row.js";
import { latencyOf, onlyService, scenario, simulate } from "../support/simulate.js";

interface Attempt {
  readonly gap: number;
  readonly takes: number;
  readonly requestClass: number;
  /** How long after its request's arrival it begins. */
  readonly beganAfter: number;
}

/** Attempts that begin after `gap` and are answered after `takes`; gives who timed out when, and what should have. */
function watch(timeouts: readonly number[], attempts: readonly Attempt[]) {
  const simulation = new Simulation();
  const requests = new WorkTable();
  const expired: string[] = [];
  const due: string[] = [];
  const attemptIn: number[] = [];
  new Deadlines(simulation, requests, timeouts, (row) => {
    expired.push(`${attemptIn[row]} at ${simulation.now}`);
    requests.free(row);
  });
  const answered = simulation.event("answered", (row) => requests.free(row));
  for (const [attempt, { gap, takes, requestClass, beganAfter }] of attempts.entries()) {
    simulation.runUntil(simulation.now + gap);
    const { now } = simulation;
    const row = requests.allocate();
    attemptIn[row] = attempt;
    requests.instants[row >> 1] = now - beganAfter;
    requests.words[row + Row.BEGAN_AFTER] = beganAfter;
    requests.words[row + Row.CURSOR] = requestClass << Steps.SHIFT;
    requests.words[row + Row.FLAGS] = Flag.OPEN;
    requests.words[row + Row.TASK] = 0;
    if (takes < timeouts[requestClass]) simulation.after(takes, answered, row);
    else due.push(`${attempt} at ${now + timeouts[requestClass]}`);
  }
  simulation.runUntil(simulation.now + Math.max(...timeouts));
  return { expired: expired.sort(), due: due.sort(), happened: simulation.happened };
}

const attempt = fc.record({
  gap: fc.oneof(fc.constant(0), fc.nat(300)),
  takes: fc.nat(400),
  requestClass: fc.nat(1),
  beganAfter: fc.nat(50),
});

test("every attempt that is not answered in time expires on time, and no other, though rows are reused", () => {
  const timeouts = fc.tuple(fc.integer({ min: 1, max: 250 }), fc.integer({ min: 1, max: 250 }));
  fc.assert(
    fc.property(timeouts, fc.array(attempt, { maxLength: 400, size: "max" }), (timeouts, attempts) => {
      const { expired, due } = watch(timeouts, attempts);
      expect(expired).toEqual(due);
    }),
  );
});

test("nothing is scheduled for a thousand attempts that are answered in time: the table is looked at now and then", () => {
  const quick = { gap: 10, takes: 5, requestClass: 0, beganAfter: 0 };
  const { happened } = watch([1_000_000], new Array(1_000).fill(quick));
  expect(happened).toBe(1_000 + 4);
});

test("a client's time runs on the network too: no answer is later than its timeout, which counts in full", () => {
  // 500 ms of network: the answers that the service has after 1.4 s come after 1.9, those after 1.6 s never do.
  const latencyOfWaiting = (waiting: string) =>
    latencyOf(
      onlyService(
        simulate(
          scenario(`
region: us-east-1
clock: { duration: 10s, warmup: 0s }
demand:
  - { name: visits, to: web, curve: 5/s, arrivals: even, request: { steps: [ { wait: ${waiting} } ], timeout: 2s } }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 1
    bounds: { min: 1, max: 1 }
    scaling: []
    balancer: { latency: 500ms }
`),
        ),
      ),
    ).max;
  expect(["1400ms", "1600ms"].map(latencyOfWaiting)).toEqual([1_900_000, 2_000_000]);
});
