import type { Source } from "./agenda.js";

/** What is to happen later, in order of time; of equal times the first that was added comes first. */
export class Waits implements Source {
  readonly #times: number[] = [];
  readonly #actions: (() => void)[] = [];

  add(at: number, action: () => void): void {
    let place = this.#times.length;
    while (place > 0 && this.#times[place - 1] > at) place--;
    this.#times.splice(place, 0, at);
    this.#actions.splice(place, 0, action);
  }

  nextAt(): number {
    return this.#times[0] ?? Infinity;
  }

  take(): void {
    this.#times.shift();
    this.#actions.shift()!();
  }
}
