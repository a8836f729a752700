import type { Micros } from "../engine/simulation.js";
import { doubled, ROWS_MIN } from "../targets/index.js";

/** Float64 words of a task's row, half a cache line. */
const enum Buffer {
  WORDS = 4,
  /** When the buffer is flushed next. */
  FLUSH_AT = 0,
  /** Writes since the last flush, and those that it took. */
  WAITING = 1,
  FLUSHED = 2,
}

/**
 * The in-process write buffer of each task. A buffer is flushed every `flushEvery` from its task's start on, and a
 * flush takes `flushTakes`. Flushes are not scheduled: those that have come due are caught up with at the next look.
 */
export class WriteBuffer {
  /** Writes of the reported time that were acknowledged or buffered. */
  accepted = 0;
  deadLettered = 0;
  lost = 0;
  private readonly flushEvery: Micros = 0;
  private readonly flushTakes: Micros = 0;
  private rows = new Float64Array(ROWS_MIN * Buffer.WORDS);

  constructor(flushEvery: Micros, flushTakes: Micros) {
    this.flushEvery = flushEvery;
    this.flushTakes = Math.min(flushTakes, flushEvery);
  }

  /**
   * Writes that are neither lost nor in the dead letter table: in the store, or in it by the next flush of a living
   * task.
   */
  get flushed(): number {
    return this.accepted - this.deadLettered - this.lost;
  }

  /** The reported time begins: what came before it is forgotten. */
  beginReport(): void {
    this.accepted = 0;
    this.deadLettered = 0;
    this.lost = 0;
    for (let at = 0; at < this.rows.length; at += Buffer.WORDS) {
      this.rows[at + Buffer.WAITING] = 0;
      this.rows[at + Buffer.FLUSHED] = 0;
    }
  }

  open(task: number, now: Micros): void {
    while (task * Buffer.WORDS >= this.rows.length) this.rows = doubled(this.rows);
    this.rows.set([now + this.flushEvery, 0, 0], task * Buffer.WORDS);
  }

  accept(task: number, writes: number, now: Micros): void {
    const at = task * Buffer.WORDS;
    this.accepted += writes;
    if (now >= this.rows[at + Buffer.FLUSH_AT]) this.flush(at, now);
    this.rows[at + Buffer.WAITING] += writes;
  }

  /** A write that bypasses the buffer: durable when it is acknowledged. */
  acceptDurable(writes: number): void {
    this.accepted += writes;
  }

  /** How long after `now` writes that are accepted now become durable. */
  durableAfter(task: number, now: Micros): Micros {
    return this.nextFlush(task, now) + this.flushTakes - now;
  }

  /** The reported writes of a task that are not durable at `now`: its buffer's, and those of a flush under way. */
  held(task: number, now: Micros): number {
    const flushedAt = this.nextFlush(task, now) - this.flushEvery;
    const isFlushing = now - flushedAt < this.flushTakes;
    const at = task * Buffer.WORDS;
    return this.rows[at + Buffer.WAITING] + (isFlushing ? this.rows[at + Buffer.FLUSHED] : 0);
  }

  /** When the next flush begins; a write of that very instant is left for the one after it. */
  private nextFlush(task: number, now: Micros): Micros {
    const at = task * Buffer.WORDS;
    if (now >= this.rows[at + Buffer.FLUSH_AT]) this.flush(at, now);
    return this.rows[at + Buffer.FLUSH_AT];
  }

  /** The flushes that have come due by now: of several, the last had nothing to take. */
  private flush(at: number, now: Micros): void {
    const due = this.rows[at + Buffer.FLUSH_AT];
    const more = Math.floor((now - due) / this.flushEvery);
    this.rows[at + Buffer.FLUSH_AT] = due + (more + 1) * this.flushEvery;
    this.rows[at + Buffer.FLUSHED] = more === 0 ? this.rows[at + Buffer.WAITING] : 0;
    this.rows[at + Buffer.WAITING] = 0;
  }
}
