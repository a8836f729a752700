import fc from "fast-check";
import { expect, test } from "vitest";
import { WriteBuffer } from "../../sim/work/write-buffer.js";

const ms = (milliseconds: number) => milliseconds * 1_000;

/** The obvious buffer: every write with the instant at which its flush is over. */
class EveryWrite {
  #held: { readonly task: number; readonly writes: number; readonly durableAt: number }[] = [];
  readonly #startedAt: number[] = [];

  constructor(
    readonly flushEvery: number,
    readonly flushTakes: number,
  ) {}

  open(task: number, now: number): void {
    this.#startedAt[task] = now;
    this.#held = this.#held.filter((one) => one.task !== task);
  }

  accept(task: number, writes: number, now: number): void {
    this.#held.push({ task, writes, durableAt: now + this.durableAfter(task, now) });
  }

  durableAfter(task: number, now: number): number {
    let flush = this.#startedAt[task];
    while (flush <= now) flush += this.flushEvery;
    return flush + this.flushTakes - now;
  }

  held(task: number, now: number): number {
    const held = this.#held.filter((one) => one.task === task && one.durableAt > now);
    return held.reduce((sum, { writes }) => sum + writes, 0);
  }
}

const step = fc.record({
  kind: fc.constantFrom("accept", "accept", "accept", "accept", "look", "open"),
  task: fc.nat(2),
  later: fc.oneof(fc.nat(40), fc.constantFrom(0, 100, 200, 1_000)),
  writes: fc.integer({ min: 1, max: 5 }),
});
const timing = fc.record({
  flushEvery: fc.integer({ min: 1, max: 400 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

test("holds what a list of every write holds, for tasks that come and go in the same rows", () => {
  fc.assert(
    fc.property(timing, fc.array(step, { maxLength: 250, size: "max" }), ({ flushEvery, share }, steps) => {
      const flushTakes = Math.floor(flushEvery * share);
      const [fast, slow] = [new WriteBuffer(flushEvery, flushTakes), new EveryWrite(flushEvery, flushTakes)];
      const [seen, expected]: number[][] = [[], []];
      let now = -50;
      for (const task of [0, 1, 2]) for (const buffer of [fast, slow]) buffer.open(task, now);
      for (const { kind, task, later, writes } of steps) {
        now += later;
        if (kind === "accept") for (const buffer of [fast, slow]) buffer.accept(task, writes, now);
        else if (kind === "open") for (const buffer of [fast, slow]) buffer.open(task, now);
        seen.push(fast.held(task, now), fast.durableAfter(task, now));
        expected.push(slow.held(task, now), slow.durableAfter(task, now));
      }
      expect(seen).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test("a task that dies holds the writes since the last flush, and those of a flush that is under way", () => {
  // A flush every 100 ms that takes 10: the writes at 120 and 180 are flushed from 200 to 210.
  const buffer = new WriteBuffer(ms(100), ms(10));
  buffer.open(0, 0);
  buffer.accept(0, 2, ms(120));
  buffer.accept(0, 3, ms(180));
  expect([199, 209, 210, 950].map((death) => buffer.held(0, ms(death)))).toEqual([5, 5, 0, 0]);
});

test("what is not lost and not in the dead letter table is in the store", () => {
  const buffer = new WriteBuffer(ms(100), ms(10));
  buffer.open(0, 0);
  buffer.accept(0, 7, ms(120));
  buffer.acceptDurable(4);
  buffer.lost += 2;
  buffer.deadLettered += 1;
  expect([buffer.accepted, buffer.flushed]).toEqual([11, 8]);
});

test("writes from before the reported time are neither accepted nor held in it", () => {
  const buffer = new WriteBuffer(ms(100), ms(10));
  buffer.open(0, -ms(150));
  buffer.accept(0, 3, -ms(1));
  buffer.beginReport();
  buffer.accept(0, 2, ms(1));
  expect([buffer.accepted, buffer.held(0, ms(2))]).toEqual([2, 2]);
});

test("a durable acknowledgement waits for the next flush to end", () => {
  const buffer = new WriteBuffer(ms(100), ms(10));
  buffer.open(0, ms(7));
  expect(buffer.durableAfter(0, ms(7))).toBe(ms(110));
  expect(buffer.durableAfter(0, ms(106))).toBe(ms(11));
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
