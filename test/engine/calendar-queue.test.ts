import fc from "fast-check";
import { expect, test } from "vitest";
import { CalendarQueue } from "../../sim/engine/calendar-queue.js";
import { uniforms } from "../statistics/samples.js";
import { EventQueue } from "./oracle-queue.js";

interface Happened {
  readonly time: number;
  readonly kind: number;
  readonly subject: number;
}

function takeFirst(queue: CalendarQueue): Happened {
  const time = queue.nextAt;
  queue.take();
  return { time, kind: queue.kind, subject: queue.subject };
}

/** Both queues side by side; each take is compared. Pushes are never before the last take, as in a simulation. */
class Pair {
  readonly fast = new CalendarQueue();
  readonly slow = new EventQueue();
  now: number;
  #pushed = 0;

  constructor(start = 0) {
    this.now = start;
  }

  push(delay: number): void {
    const [kind, subject] = [this.#pushed % 7, this.#pushed++];
    this.fast.push(this.now + delay, kind, subject);
    this.slow.push(this.now + delay, kind, subject);
  }

  take(): void {
    const expected = this.slow.take()!;
    const { time, kind, subject } = takeFirst(this.fast);
    if (time !== expected.time || kind !== expected.kind || subject !== expected.subject)
      expect({ time, kind, subject }).toEqual(expected);
    this.now = time;
  }

  drain(): void {
    expect(this.fast.length).toBe(this.slow.length);
    while (this.slow.length > 0) this.take();
    expect(this.fast.length).toBe(0);
    expect(this.fast.nextAt).toBe(Infinity);
  }
}

const takes = fc.integer({ min: 1, max: 5 }).map((count) => ({ kind: "take" as const, count }));
const pushes = (delay: fc.Arbitrary<number>) => delay.map((delay) => ({ kind: "push" as const, delay }));
const operations = (delay: fc.Arbitrary<number>) =>
  fc.array(fc.oneof({ arbitrary: pushes(delay), weight: 3 }, { arbitrary: takes, weight: 1 }), {
    maxLength: 400,
    size: "max",
  });

const delays = {
  ties: fc.integer({ min: 0, max: 3 }),
  "times of every size": fc.integer({ min: 0, max: 40 }).map((power) => 2 ** power),
  "clusters far apart": fc.tuple(fc.nat(3), fc.nat(20)).map(([cluster, within]) => cluster * 10_000_000_000 + within),
  "ordinary times": fc.nat(2_000_000),
};

test.each(Object.entries(delays))("gives what a binary heap gives, for %s", (_, delay) => {
  fc.assert(
    fc.property(operations(delay), fc.integer({ min: -1e12, max: 1e12 }), (steps, start) => {
      const pair = new Pair(start);
      for (const step of steps) {
        if (step.kind === "push") pair.push(step.delay);
        else for (let left = step.count; left > 0 && pair.slow.length > 0; left--) pair.take();
      }
      pair.drain();
    }),
    { numRuns: 60 },
  );
});

test("events of one instant leave in the order they were pushed, however many others come between", () => {
  const queue = new CalendarQueue();
  for (let subject = 0; subject < 300; subject++) {
    queue.push(1_000, 0, subject);
    queue.push(2_000 + subject, 1, subject);
    queue.push(500 - subject, 2, subject);
  }
  const kinds = Array.from({ length: 900 }, () => takeFirst(queue));
  expect(kinds.slice(300, 600)).toEqual(
    Array.from({ length: 300 }, (_, subject) => ({ time: 1_000, kind: 0, subject })),
  );
});

test("a population that swells to 20,000, changes its pace a millionfold and shrinks to nothing stays in order", () => {
  const pair = new Pair(-5_000_000);
  const draws = uniforms(1, 200_000);
  const delay = (at: number, pace: number) => Math.floor(-Math.log(draws[at % draws.length]) * pace);
  let at = 0;
  for (; at < 20_000; at++) pair.push(delay(at, 1_000_000));
  for (; at < 60_000; at++) {
    pair.take();
    pair.push(delay(at, 1));
  }
  for (; at < 100_000; at++) {
    pair.take();
    if (at % 2 === 0) pair.push(delay(at, 1_000_000_000));
  }
  pair.drain();
});

test("an event may be pushed before the one that was looked at but not taken", () => {
  const queue = new CalendarQueue();
  queue.push(1_000_000_000, 0, 1);
  expect(queue.nextAt).toBe(1_000_000_000);
  queue.push(-3, 0, 2);
  queue.push(5, 0, 3);
  expect([takeFirst(queue), takeFirst(queue), takeFirst(queue)].map(({ subject }) => subject)).toEqual([2, 3, 1]);
});

test("a queue that has run empty serves again, at earlier and later times", () => {
  const pair = new Pair();
  for (const delay of [7, 0, 1_000_000_000_000]) {
    pair.push(delay);
    pair.push(delay);
    pair.drain();
  }
});
