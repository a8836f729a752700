/** The mean of what was observed in the last `window` microseconds; NaN until a whole window has passed. */
export class WindowMean {
  readonly #window: number;
  readonly #instants: number[] = [];
  readonly #values: number[] = [];
  #since = Number.NaN;

  constructor(window: number) {
    this.#window = window;
  }

  /** Adds a value observed at `now` (NaN adds nothing) and gives the mean over (now − window, now]. */
  observe(now: number, value: number): number {
    if (Number.isNaN(this.#since)) this.#since = now;
    if (!Number.isNaN(value)) {
      this.#instants.push(now);
      this.#values.push(value);
    }
    while (this.#instants[0] <= now - this.#window) {
      this.#instants.shift();
      this.#values.shift();
    }
    return now - this.#since < this.#window ? Number.NaN : mean(this.#values);
  }
}

/** Summed anew each time, since a running sum would drift over a month. */
function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
