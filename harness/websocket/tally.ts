/** A count whose return to zero can be awaited. */
export class Tally {
  #count = 0;
  #onZero: (() => void) | undefined;

  get count(): number {
    return this.#count;
  }

  add(): void {
    this.#count++;
  }

  take(): void {
    this.#count--;
    if (this.#count === 0) this.#onZero?.();
  }

  /** Resolves when the count is zero, or after `limit` microseconds. */
  zero(limit: number): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limit / 1_000);
      this.#onZero = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
