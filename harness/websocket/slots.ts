import { Tally } from "./tally.js";

/** Something that waits for one of the connections this process may open. */
export interface SlotTaker {
  slotTaken(): void;
}

/** The connections that one process may hold at a time; later ones wait in line. */
export class Slots {
  readonly #taken = new Tally();
  readonly #line = new Set<SlotTaker>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Tells `taker` when it has a slot, at once if one is free. */
  take(taker: SlotTaker): void {
    if (this.#taken.count < this.#limit) this.#give(taker);
    else this.#line.add(taker);
  }

  /** Removes `taker` from the line. */
  withdraw(taker: SlotTaker): void {
    this.#line.delete(taker);
  }

  /** Frees a slot. */
  release(): void {
    this.#taken.take();
    const [next] = this.#line;
    if (next === undefined) return;
    this.#line.delete(next);
    this.#give(next);
  }

  /** Resolves when no connection is left, or after `limit` microseconds. */
  allReleased(limit: number): Promise<void> {
    return this.#taken.zero(limit);
  }

  #give(taker: SlotTaker): void {
    this.#taken.add();
    taker.slotTaken();
  }
}
