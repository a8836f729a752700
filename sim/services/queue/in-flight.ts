import type { Micros } from "../../engine/simulation.js";
import { doubled } from "../../targets/index.js";

const NONE = -1;

/**
 * The messages of a queue that somebody has received and nobody has deleted, in the order in which they become visible
 * again. Each has a place; one that a heartbeat keeps invisible has a place and no instant.
 */
export class InFlight {
  /** Messages with a place. */
  length = 0;
  private messages = new Int32Array(64);
  private before = new Int32Array(64);
  private behind = new Int32Array(64);
  private received = new Float64Array(64);
  private due = new Float64Array(64);
  private first = NONE;
  private last = NONE;
  /** Places that were given up, linked by `behind`. */
  private free = NONE;
  private used = 0;

  /** When the next message becomes visible; Infinity without any. */
  get nextAt(): Micros {
    return this.first === NONE ? Number.POSITIVE_INFINITY : this.due[this.first];
  }

  /** The message that becomes visible next; only where `nextAt` is an instant. */
  get next(): number {
    return this.messages[this.first];
  }

  /** A place for a message that was received now, and that nothing brings back yet. */
  add(message: number, now: Micros): number {
    const place = this.allocate();
    this.length++;
    this.messages[place] = message;
    this.received[place] = now;
    this.due[place] = Number.POSITIVE_INFINITY;
    return place;
  }

  /** It becomes visible at an instant, mostly the last of all. */
  wait(place: number, due: Micros): void {
    let before = this.last;
    while (before !== NONE && this.due[before] > due) before = this.before[before];
    const behind = before === NONE ? this.first : this.behind[before];
    this.due[place] = due;
    this.join(before, place);
    this.join(place, behind);
  }

  /** When the message in a place was received. */
  receivedAt(place: number): Micros {
    return this.received[place];
  }

  /** It is deleted, or visible again. */
  remove(place: number): void {
    this.length--;
    if (this.due[place] !== Number.POSITIVE_INFINITY) this.join(this.before[place], this.behind[place]);
    this.behind[place] = this.free;
    this.free = place;
  }

  /** Puts two neighbours side by side; NONE is the end of the line. */
  private join(before: number, behind: number): void {
    if (before === NONE) this.first = behind;
    else this.behind[before] = behind;
    if (behind === NONE) this.last = before;
    else this.before[behind] = before;
  }

  private allocate(): number {
    const place = this.free;
    if (place !== NONE) {
      this.free = this.behind[place];
      return place;
    }
    if (this.used === this.messages.length) this.grow();
    return this.used++;
  }

  private grow(): void {
    this.messages = doubled(this.messages);
    this.before = doubled(this.before);
    this.behind = doubled(this.behind);
    this.received = doubled(this.received);
    this.due = doubled(this.due);
  }
}
