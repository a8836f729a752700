import { Tally } from "./tally.js";

/** Who waits for one of the connections that this process may open. */
export interface SlotTaker {
  slotTaken(): void;
}

/** The connections that one process may hold at a time; who comes later waits in line. */
export class Slots {
  readonly #taken = new Tally();
  readonly #line = new Set<SlotTaker>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Tells `taker` when it has a slot, at once where one is free. */
  take(taker: SlotTaker): void {
    if (this.#taken.count < this.#limit) this.#give(taker);
    else this.#line.add(taker);
  }

  /** `taker` no longer waits for a slot. */
  withdraw(taker: SlotTaker): void {
    this.#line.delete(taker);
  }

  /** A slot that was taken is free again. */
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
