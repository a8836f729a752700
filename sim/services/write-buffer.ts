import type { Micros } from "../engine/simulation.js";
import { TASKS_MAX } from "../fleet/balancers/index.js";

/**
 * What each task holds in its in-process write buffer. A buffer is flushed every `flushEvery` from its task's start on,
 * and a flush takes `flushTakes`. No flush is scheduled: the writes of all tasks are remembered for as long as one of them
 * could still be held, and what a task holds at an instant is counted when somebody has to know.
 */
export class WriteBuffer {
  /** Writes of the reported time that were acknowledged or buffered. */
  accepted = 0;
  deadLettered = 0;
  lost = 0;
  readonly #flushEvery: Micros = 0;
  readonly #flushTakes: Micros = 0;
  /** The longest that a write can be held. */
  readonly #held: Micros = 0;
  readonly #startedAt = new Float64Array(TASKS_MAX);
  /** Number of the first write after the task's start. */
  readonly #firstWrite = new Float64Array(TASKS_MAX);
  #reportsFrom = -Infinity;
  /** A ring of the newest writes in order of time, each at its number modulo the size. */
  #instants = new Float64Array(64).fill(-Infinity);
  /** Task and number of writes of each, a pair of words. */
  #pairs = new Int32Array(2 * 64);
  #next = 0;

  constructor(flushEvery: Micros, flushTakes: Micros) {
    this.#flushEvery = flushEvery;
    this.#flushTakes = Math.min(flushTakes, flushEvery);
    this.#held = this.#flushEvery + this.#flushTakes;
  }

  /** What is neither lost nor in the dead letter table is in the store, or will be by the next flush of a living task. */
  get flushed(): number {
    return this.accepted - this.deadLettered - this.lost;
  }

  /** The reported time begins: what came before it is forgotten. */
  beginReport(now: Micros): void {
    this.#reportsFrom = now;
    this.accepted = 0;
    this.deadLettered = 0;
    this.lost = 0;
  }

  open(task: number, now: Micros): void {
    this.#startedAt[task] = now;
    this.#firstWrite[task] = this.#next;
  }

  accept(task: number, writes: number, now: Micros): void {
    this.accepted += writes;
    let at = this.#next & (this.#instants.length - 1);
    if (now - this.#instants[at] < this.#held) {
      this.#grow();
      at = this.#next & (this.#instants.length - 1);
    }
    this.#next++;
    this.#instants[at] = now;
    this.#pairs[2 * at] = task;
    this.#pairs[2 * at + 1] = writes;
  }

  /** A write that bypasses the buffer: durable when it is acknowledged. */
  acceptDurable(writes: number): void {
    this.accepted += writes;
  }

  /** How long after `now` the writes that come now are durable. */
  durableAfter(task: number, now: Micros): Micros {
    return this.#lastFlush(task, now) + this.#flushEvery + this.#flushTakes - now;
  }

  /** The reported writes of a task that are not durable at `now`: its buffer's, and those of a flush under way. */
  held(task: number, now: Micros): number {
    const flushedAt = this.#lastFlush(task, now);
    const isFlushing = now - flushedAt < this.#flushTakes;
    const since = Math.max(isFlushing ? flushedAt - this.#flushEvery : flushedAt, this.#reportsFrom);
    const size = this.#instants.length;
    const oldest = Math.max(0, this.#next - size, this.#firstWrite[task]);
    let held = 0;
    for (let write = this.#next - 1; write >= oldest; write--) {
      const at = write & (size - 1);
      if (this.#instants[at] < since) break;
      if (this.#pairs[2 * at] === task) held += this.#pairs[2 * at + 1];
    }
    return held;
  }

  /** When the newest flush of a task began; a write of that very instant is left for the next one. */
  #lastFlush(task: number, now: Micros): Micros {
    const age = now - this.#startedAt[task];
    return now - (age % this.#flushEvery);
  }

  #grow(): void {
    const [instants, pairs] = [this.#instants, this.#pairs];
    const size = instants.length;
    this.#instants = new Float64Array(2 * size).fill(-Infinity);
    this.#pairs = new Int32Array(4 * size);
    for (let write = this.#next - size; write < this.#next; write++) {
      const from = write & (size - 1);
      const to = write & (2 * size - 1);
      this.#instants[to] = instants[from];
      this.#pairs[2 * to] = pairs[2 * from];
      this.#pairs[2 * to + 1] = pairs[2 * from + 1];
    }
  }
}
