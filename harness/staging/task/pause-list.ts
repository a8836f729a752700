import type { PauseSequence } from "../../../sim/cpu/index.js";
import { clock } from "./agenda.js";
import type { PauseTime } from "./task-order.js";

/** The pauses in a process's order, on the process's own clock. After the last, the list starts again. */
export class PauseList implements PauseSequence {
  readonly #pauses: readonly PauseTime[];
  #from: number;
  #at = 0;

  constructor(pauses: readonly PauseTime[], from: number) {
    this.#pauses = pauses;
    this.#from = from;
  }

  get begins(): number {
    return this.#from + this.#pauses[this.#at].begins;
  }

  get lasts(): number {
    return this.#pauses[this.#at].lasts;
  }

  next(): void {
    if (++this.#at < this.#pauses.length) return;
    const { begins, lasts } = this.#pauses[this.#at - 1];
    this.#from += begins + lasts;
    this.#at = 0;
  }
}

/** Keeps this process's only thread busy during its pauses, so that everything in it stands still. */
export function standStill(pauses: PauseSequence): void {
  const pause = () => {
    const until = clock() + pauses.lasts;
    while (clock() < until);
    pauses.next();
    standStill(pauses);
  };
  setTimeout(pause, Math.max(0, (pauses.begins - clock()) / 1_000)).unref();
}
