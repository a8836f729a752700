/**
 * Counts oscillations: two opposite activities of dynamic policies within `window`, each activity in one pair at most.
 * The oldest that is still unpaired is paired first, which finds as many pairs as there are.
 */
export class Oscillation {
  readonly #window: number;
  readonly #unpaired: number[] = [];
  #direction: "out" | "in" = "out";
  #count = 0;

  constructor(window: number) {
    this.#window = window;
  }

  get count(): number {
    return this.#count;
  }

  /** Takes the dynamic activities of a service in the order of time. */
  observe(at: number, direction: "out" | "in"): void {
    while (this.#unpaired[0] < at - this.#window) this.#unpaired.shift();
    if (this.#unpaired.length > 0 && direction !== this.#direction) {
      this.#unpaired.shift();
      this.#count++;
      return;
    }
    this.#direction = direction;
    this.#unpaired.push(at);
  }
}
