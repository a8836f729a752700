import type { Micros } from "../engine/simulation.js";
import { TASKS_MAX } from "../fleet/balancers/balancer.js";

/**
 * What each task holds in its in-process write buffer. A buffer is flushed every `flushEvery`, and a flush takes
 * `flushTakes`; no flush is scheduled: what a task holds at an instant follows from when its last writes came.
 */
export class WriteBuffer {
  accepted = 0;
  flushed = 0;
  deadLettered = 0;
  lost = 0;
  readonly #flushEvery: Micros;
  readonly #flushTakes: Micros;
  readonly #startedAt = new Float64Array(TASKS_MAX);
  /** The flush interval, counted from the task's start, in which the newest write came. */
  readonly #interval = new Float64Array(TASKS_MAX);
  readonly #newest = new Int32Array(TASKS_MAX);
  /** Writes of the interval before the newest, whose flush may still be under way. */
  readonly #previous = new Int32Array(TASKS_MAX);

  constructor(flushEvery: Micros, flushTakes: Micros) {
    this.#flushEvery = flushEvery;
    this.#flushTakes = Math.min(flushTakes, flushEvery);
  }

  /** The reported time begins: what came before it is forgotten, but for the writes that are still held. */
  beginReport(): void {
    this.accepted -= this.flushed + this.deadLettered + this.lost;
    this.flushed = 0;
    this.deadLettered = 0;
    this.lost = 0;
  }

  open(task: number, now: Micros): void {
    this.#startedAt[task] = now;
    this.#interval[task] = 0;
    this.#newest[task] = 0;
    this.#previous[task] = 0;
  }

  accept(task: number, writes: number, now: Micros): void {
    this.accepted += writes;
    const interval = Math.floor((now - this.#startedAt[task]) / this.#flushEvery);
    if (interval !== this.#interval[task]) this.#roll(task, interval);
    this.#newest[task] += writes;
  }

  /** A write that bypasses the buffer: durable when it is acknowledged. */
  acceptDurable(writes: number): void {
    this.accepted += writes;
    this.flushed += writes;
  }

  /** How long after `now` the writes that come now are durable. */
  durableAfter(task: number, now: Micros): Micros {
    const age = now - this.#startedAt[task];
    const nextFlush = (Math.floor(age / this.#flushEvery) + 1) * this.#flushEvery;
    return nextFlush - age + this.#flushTakes;
  }

  /** Empties the buffer into the caller's hands: the writes that are not durable at `now`. */
  take(task: number, now: Micros): number {
    const age = now - this.#startedAt[task];
    const interval = Math.floor(age / this.#flushEvery);
    if (interval !== this.#interval[task]) this.#roll(task, interval);
    const inFlight = age - interval * this.#flushEvery < this.#flushTakes ? this.#previous[task] : 0;
    this.flushed += this.#previous[task] - inFlight;
    const held = this.#newest[task] + inFlight;
    this.#newest[task] = 0;
    this.#previous[task] = 0;
    return held;
  }

  #roll(task: number, interval: number): void {
    this.flushed += this.#previous[task];
    if (interval === this.#interval[task] + 1) {
      this.#previous[task] = this.#newest[task];
    } else {
      this.flushed += this.#newest[task];
      this.#previous[task] = 0;
    }
    this.#newest[task] = 0;
    this.#interval[task] = interval;
  }
}
