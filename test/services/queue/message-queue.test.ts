import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEAD_LETTERED, DONE, EXPIRED, TASK_LOST, UNEXPECTED } from "../../../sim/facts/ends.js";
import { QueueRig, second } from "./rig.js";

describe("a message that was received", () => {
  test("is gone when it is done", () => {
    const rig = new QueueRig({}, [10]);
    rig.at(25, () => rig.end(rig.received[0], DONE)).at(500);
    expect(rig.times).toEqual([[0, 10]]);
    expect([rig.recorder.completed, rig.recorder.answers.max, rig.queue.length]).toEqual([1, 15 * second, 0]);
  });

  test("comes back after the rest of its visibility timeout when its task is killed", () => {
    // Received at 10, invisible until 70, whenever its task dies.
    for (const killedAt of [10, 25, 69]) {
      const rig = new QueueRig({}, [10]);
      rig.at(killedAt, () => rig.end(rig.received[0], TASK_LOST)).at(120);
      expect(rig.times).toEqual([
        [0, 10],
        [0, 70],
      ]);
    }
  });

  test("is seen twice where it takes longer than that, and the first that is done ends it", () => {
    const rig = new QueueRig({}, [10], { room: [1, 1] });
    rig
      .at(80, () => rig.end(rig.received[0], DONE))
      .at(90, () => rig.end(rig.received[1], DONE))
      .at(500);
    expect(rig.times).toEqual([
      [0, 10],
      [0, 70],
    ]);
    expect(rig.recorder.completed).toBe(1);
    expect(rig.queue.counts).toMatchObject({ executions: 2, repeated: 1, deletes: 2 });
    expect(rig.queue.length).toBe(0);
  });

  test("stays invisible as long as a heartbeat extends its timeout, and for the rest of the last one", () => {
    // Extended at 30, 50, 70, … and 110: killed at 115 it comes back at 170.
    const rig = new QueueRig({}, [10], { heartbeat: 20 * second });
    rig.at(115, () => rig.end(rig.received[0], TASK_LOST)).at(500);
    expect(rig.times).toEqual([
      [0, 10],
      [0, 170],
    ]);
    expect(rig.queue.counts.visibilityChanges).toBe(5);
  });

  test("is visible at once when it is given back", () => {
    const rig = new QueueRig({}, [10]);
    rig.at(25, () => rig.end(rig.received[0], TASK_LOST, "release")).at(26);
    expect(rig.times).toEqual([
      [0, 10],
      [0, 25],
    ]);
  });

  test("is a dead letter when its worker says so, or at the receive after the last that is allowed", () => {
    const aside = new QueueRig({}, [10]);
    aside.at(25, () => aside.end(aside.received[0], TASK_LOST, "dead-letter"));
    expect(aside.recorder.failedBy[DEAD_LETTERED]).toBe(1);
    const rig = new QueueRig({ maxReceiveCount: 2 }, [10]);
    rig
      .at(20, () => rig.end(rig.received[0], UNEXPECTED))
      .at(80, () => rig.end(rig.received[1], UNEXPECTED))
      .at(129.999);
    expect(rig.recorder.failedBy[DEAD_LETTERED]).toBe(0);
    rig.at(130);
    expect([rig.recorder.failedBy[DEAD_LETTERED], rig.received.length, rig.queue.length]).toEqual([1, 2, 0]);
  });
});

test("a message expires when it has been there for the retention, visible or in flight", () => {
  const rig = new QueueRig({ retention: 100 * second }, [0, 30], { room: [1] });
  rig.at(99.999);
  expect(rig.recorder.failedBy[EXPIRED]).toBe(0);
  rig.at(130);
  expect([rig.recorder.failedBy[EXPIRED], rig.queue.visible, rig.queue.inFlightNow]).toEqual([2, 0, 0]);
  expect(rig.times[0]).toEqual([0, 0]); // whose execution goes on, and ends for nobody
  rig.end(rig.received[0], DONE);
  expect([rig.recorder.completed, rig.queue.length]).toEqual([0, 0]);
});

test("beyond the limit in flight nobody gets anything, until a message is done or comes back", () => {
  const rig = new QueueRig({ inFlightMax: 2 }, [0, 1, 2, 3], { room: [9] });
  rig.at(40, () => rig.end(rig.received[0], DONE)).at(61);
  expect(rig.times).toEqual([
    [0, 0],
    [1, 1],
    [2, 40],
    [3, 61],
  ]);
});

test("who has waited longest gets the next, a batch at a time", () => {
  const one = new QueueRig({}, [1, 2, 3, 4], { room: [2, 2] }).at(5);
  expect(one.received.map(({ task }) => task)).toEqual([0, 1, 0, 1]);
  const rig = new QueueRig({}, [1, 1.1, 1.2, 1.3, 1.4], { room: [0, 0], batch: 3 }).at(5);
  rig.room.fill(3);
  rig.ask(1);
  rig.ask(0);
  expect(rig.received.map(({ task }) => task)).toEqual([1, 1, 1, 0, 0]);
  expect([...rig.queue.counts.receives.slice(0, 5)]).toEqual([0, 0, 1, 1, 0]);
});

test("receives in vain are as many as the waits that fit into the time that a task polls", () => {
  // One from 0 to 65 is answered by the fourth request, one from there on to 100 gives up its second.
  const rig = new QueueRig({}, [65], { room: [2] });
  expect(rig.at(64).queue.pollers.empty).toBe(3);
  rig.at(100, () => rig.stop(0));
  expect(rig.queue.pollers.empty).toBe(3 + 2);
});

/** What may happen to the oldest execution that goes on, or to the service. */
const acts = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 40 }),
    act: fc.constantFrom("done", "failed", "killed", "released", "put aside", "stop", "start"),
    which: fc.nat(5),
  }),
  { maxLength: 60 },
);
const ends = {
  done: [DONE, "leave"],
  failed: [UNEXPECTED, "leave"],
  killed: [TASK_LOST, "leave"],
  released: [TASK_LOST, "release"],
  "put aside": [TASK_LOST, "dead-letter"],
} as const;

test.each([0, 0.3])(
  "whatever is killed when, each message ends once and is invisible while it is received (duplicates %s)",
  (duplicateProbability) => {
    fc.assert(
      fc.property(
        acts,
        fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 30 }),
        fc.record({ maxReceiveCount: fc.integer({ min: 1, max: 4 }), inFlightMax: fc.integer({ min: 1, max: 6 }) }),
        fc.constantFrom(Number.POSITIVE_INFINITY, 25 * second),
        fc.integer({ min: 1, max: 3 }),
        (steps, sent, config, heartbeat, batch) => {
          const rig = new QueueRig(
            { ...config, duplicateProbability, retention: 300 * second },
            sent.toSorted((a, b) => a - b),
            { room: [2, 1], heartbeat, batch },
          );
          /** By message: until when nobody else may have it. */
          const hidden = new Map<number, number>();
          const open: (typeof rig.received)[number][] = [];
          let seen = 0;
          const note = () => {
            for (; seen < rig.received.length; seen++) {
              const received = rig.received[seen];
              const until = hidden.get(received.ordinal) ?? 0;
              if (duplicateProbability === 0) expect(received.at).toBeGreaterThanOrEqual(until);
              hidden.set(received.ordinal, received.at + 60 * second);
              open.push(received);
            }
          };
          let now = 0;
          for (const { after, act, which } of steps) {
            now += after;
            rig.at(now);
            note();
            if (act === "stop") rig.stop(which % 2);
            else if (act === "start") {
              rig.room[which % 2] = 2;
              rig.ask(which % 2);
            } else if (open.length > 0) {
              const [received] = open.splice(which % open.length, 1);
              const [end, fate] = ends[act];
              if (fate === "release" || end === DONE) hidden.set(received.ordinal, rig.simulation.now);
              rig.end(received, end, fate);
            }
            note();
          }
          for (const received of open.splice(0)) rig.end(received, TASK_LOST);
          const { completed, failedBy, arrived } = rig.recorder;
          const left = rig.queue.unfinished();
          expect(completed + failedBy[DEAD_LETTERED] + failedBy[EXPIRED] + left.visible + left.inFlight).toBe(arrived);
          expect(rig.queue.unfinished().inFlight).toBe(rig.queue.inFlightNow);
          rig.stop(0);
          rig.stop(1);
          rig.at(now + 2_000);
          note();
          for (const received of open) rig.end(received, TASK_LOST);
          rig.stop(0);
          rig.stop(1);
          rig.at(now + 4_000);
          expect([rig.queue.visible, rig.queue.inFlightNow, rig.queue.length]).toEqual([0, 0, 0]); // expired at the latest
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  },
);
