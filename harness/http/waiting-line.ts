/** The length of the served part from which on it is worth the copy to drop it. */
const servedMax = 1_024;

/** Who waits for something, first come first served; who has left in between is passed over. */
export class WaitingLine<Waiting extends { readonly isWaiting: boolean }> {
  #line: Waiting[] = [];
  #served = 0;
  #count = 0;

  /** How many wait. */
  get count(): number {
    return this.#count;
  }

  push(one: Waiting): void {
    this.#line.push(one);
    this.#count++;
  }

  /** The first who still waits; null where nobody does. */
  shift(): Waiting | null {
    this.#passLeavers();
    if (this.#served === this.#line.length) return null;
    this.#count--;
    return this.#line[this.#served++];
  }

  /** One of those who wait waits no more. */
  leave(): void {
    this.#count--;
    this.#passLeavers();
  }

  #passLeavers(): void {
    while (this.#served < this.#line.length && !this.#line[this.#served].isWaiting) this.#served++;
    if (this.#served < servedMax && this.#served < this.#line.length) return;
    this.#line = this.#line.slice(this.#served);
    this.#served = 0;
  }
}
