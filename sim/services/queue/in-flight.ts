import type { Micros } from "../../engine/simulation.js";
import { Row } from "../../work/row.js";

const NONE = -1;

/** Words of a message's place, half a cache line: the first four are the float64 instants DUE and RECEIVED. */
const enum Place {
  WORDS = 8,
  BEFORE = 4,
  BEHIND = 5,
  DUE = 0,
  RECEIVED = 1,
}

/** Shift from a message's row to its place here: the ratio of their sizes in words. */
const SHIFT = 1;

/**
 * The messages of a queue that somebody has received and nobody has deleted, in the order in which they become visible
 * again. Each has a place beside its row; one that a heartbeat keeps invisible is in no order, for nothing is due.
 */
export class InFlight {
  length = 0;
  private words = new Int32Array((1024 * Row.WORDS) >> SHIFT);
  private instants = new Float64Array(this.words.buffer);
  /** Places of the first and the last that become visible. */
  private first = NONE;
  private last = NONE;

  /** When the next message becomes visible; Infinity without any. */
  get nextAt(): Micros {
    return this.first === NONE ? Number.POSITIVE_INFINITY : this.instants[(this.first >> 1) + Place.DUE];
  }

  /** The message that becomes visible next; only where `nextAt` is an instant. */
  get next(): number {
    return this.first << SHIFT;
  }

  /** A message is received now; nothing brings it back yet where it is due at Infinity. */
  add(row: number, now: Micros, due: Micros): void {
    const place = row >> SHIFT;
    if (place >= this.words.length) this.grow(place);
    this.length++;
    this.instants[(place >> 1) + Place.RECEIVED] = now;
    if (due === Number.POSITIVE_INFINITY) this.instants[(place >> 1) + Place.DUE] = due;
    else this.wait(row, due);
  }

  /** Adds a message that becomes visible at `due`, usually after all others. */
  wait(row: number, due: Micros): void {
    const { words, instants, last } = this;
    const place = row >> SHIFT;
    instants[(place >> 1) + Place.DUE] = due;
    if (last !== NONE && instants[(last >> 1) + Place.DUE] > due) return this.waitBefore(last, place, due);
    words[place + Place.BEFORE] = last;
    words[place + Place.BEHIND] = NONE;
    if (last === NONE) this.first = place;
    else words[last + Place.BEHIND] = place;
    this.last = place;
  }

  /** When a message was received. */
  receivedAt(row: number): Micros {
    return this.instants[(row >> (SHIFT + 1)) + Place.RECEIVED];
  }

  /** Removes a message that is deleted or visible again. */
  remove(row: number): void {
    const place = row >> SHIFT;
    this.length--;
    if (this.instants[(place >> 1) + Place.DUE] === Number.POSITIVE_INFINITY) return;
    this.join(this.words[place + Place.BEFORE], this.words[place + Place.BEHIND]);
  }

  /** Inserts a message before `behind` or earlier, since `behind` is due later. */
  private waitBefore(behind: number, place: number, due: Micros): void {
    const { words, instants } = this;
    let before = words[behind + Place.BEFORE];
    while (before !== NONE && instants[(before >> 1) + Place.DUE] > due) before = words[before + Place.BEFORE];
    this.join(place, before === NONE ? this.first : words[before + Place.BEHIND]);
    this.join(before, place);
  }

  /** Puts two neighbours side by side; NONE is the end of the line. */
  private join(before: number, behind: number): void {
    const { words } = this;
    if (before === NONE) this.first = behind;
    else words[before + Place.BEHIND] = behind;
    if (behind === NONE) this.last = before;
    else words[behind + Place.BEFORE] = before;
  }

  private grow(place: number): void {
    let { length } = this.words;
    while (place >= length) length *= 2;
    const words = new Int32Array(length);
    words.set(this.words);
    this.words = words;
    this.instants = new Float64Array(words.buffer);
  }
}
