import fc from "fast-check";
import { expect, test } from "vitest";
import { WriteBuffer } from "../../sim/services/write-buffer.js";

const ms = (milliseconds: number) => milliseconds * 1_000;

/** The obvious buffer: every write with the instant at which its flush is over. */
class EveryWrite {
  accepted = 0;
  flushed = 0;
  #waiting: { readonly task: number; readonly writes: number; readonly durableAt: number }[] = [];
  readonly #startedAt: number[] = [];

  constructor(
    readonly flushEvery: number,
    readonly flushTakes: number,
  ) {}

  open(task: number, now: number): void {
    this.#startedAt[task] = now;
  }

  accept(task: number, writes: number, now: number): void {
    this.accepted += writes;
    this.#waiting.push({ task, writes, durableAt: now + this.durableAfter(task, now) });
  }

  durableAfter(task: number, now: number): number {
    let flush = this.#startedAt[task];
    while (flush <= now) flush += this.flushEvery;
    return flush + this.flushTakes - now;
  }

  take(task: number, now: number): number {
    const isHeld = (one: { task: number; durableAt: number }) => one.task === task && one.durableAt > now;
    const held = this.#waiting.filter(isHeld).reduce((sum, { writes }) => sum + writes, 0);
    for (const one of this.#waiting) if (one.task === task && !isHeld(one)) this.flushed += one.writes;
    this.#waiting = this.#waiting.filter((one) => one.task !== task);
    return held;
  }
}

const step = fc.record({
  kind: fc.constantFrom("accept", "accept", "accept", "take"),
  task: fc.nat(2),
  later: fc.oneof(fc.nat(40), fc.constantFrom(0, 100, 200, 1_000)),
  writes: fc.integer({ min: 1, max: 5 }),
});
const timing = fc.record({
  flushEvery: fc.integer({ min: 1, max: 120 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

test("holds what a list of every write holds, and loses count of none", () => {
  fc.assert(
    fc.property(timing, fc.array(step, { maxLength: 120, size: "max" }), ({ flushEvery, share }, steps) => {
      const flushTakes = Math.floor(flushEvery * share);
      const [fast, slow] = [new WriteBuffer(flushEvery, flushTakes), new EveryWrite(flushEvery, flushTakes)];
      let now = -50;
      const both = [fast, slow];
      for (const task of [0, 1, 2]) for (const buffer of both) buffer.open(task, now);
      for (const { kind, task, later, writes } of steps) {
        now += later;
        expect(fast.durableAfter(task, now)).toBe(slow.durableAfter(task, now));
        if (kind === "accept") for (const buffer of both) buffer.accept(task, writes, now);
        else {
          const held = fast.held(task, now);
          expect(held).toBe(slow.take(task, now));
          fast.lost += held;
          for (const buffer of both) buffer.open(task, now);
        }
      }
      for (const task of [0, 1, 2]) fast.deadLettered += fast.held(task, now);
      for (const task of [0, 1, 2]) slow.take(task, now);
      expect([fast.accepted, fast.flushed]).toEqual([slow.accepted, slow.flushed]);
      expect(fast.flushed + fast.deadLettered + fast.lost).toBe(fast.accepted);
    }),
    { numRuns: 300 },
  );
});

test("a task that dies holds the writes since the last flush, and those of a flush that is under way", () => {
  // A flush every 100 ms that takes 10: the writes at 120 and 180 are flushed from 200 to 210.
  const heldAt = (death: number) => {
    const buffer = new WriteBuffer(ms(100), ms(10));
    buffer.open(0, 0);
    buffer.accept(0, 2, ms(120));
    buffer.accept(0, 3, ms(180));
    return buffer.held(0, ms(death));
  };
  expect([199, 209, 210, 950].map(heldAt)).toEqual([5, 5, 0, 0]);
});

test("a durable acknowledgement waits for the next flush to end", () => {
  const buffer = new WriteBuffer(ms(100), ms(10));
  buffer.open(0, ms(7));
  expect(buffer.durableAfter(0, ms(7))).toBe(ms(110));
  expect(buffer.durableAfter(0, ms(106))).toBe(ms(11));
});

test("a write that bypasses the buffer is durable at once", () => {
  const buffer = new WriteBuffer(ms(100), ms(10));
  buffer.open(0, 0);
  buffer.acceptDurable(4);
  expect([buffer.accepted, buffer.flushed, buffer.held(0, 0)]).toEqual([4, 4, 0]);
});

test("a write at the instant of a flush belongs to the next one, whatever the interval", () => {
  for (const flushEvery of [1_002, 1_006, 49_000]) {
    for (let flushes = 1; flushes < 300; flushes++) {
      const buffer = new WriteBuffer(flushEvery, 0);
      buffer.open(0, 0);
      expect(buffer.durableAfter(0, flushes * flushEvery)).toBe(flushEvery);
    }
  }
});
