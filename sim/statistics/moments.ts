/** Mean and variance of a stream of values in one pass (Welford, 1962). */
export class Moments {
  #count = 0;
  #sum = 0;
  #mean = 0;
  #squares = 0;

  static of(values: Iterable<number>): Moments {
    const moments = new Moments();
    for (const value of values) moments.add(value);
    return moments;
  }

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    const difference = value - this.#mean;
    this.#mean += difference / this.#count;
    this.#squares += difference * (value - this.#mean);
  }

  get count(): number {
    return this.#count;
  }

  /** NaN without any value. From the sum, since counts then have a mean without rounding noise. */
  get mean(): number {
    return this.#sum / this.#count;
  }

  /** The unbiased sample variance; NaN below two values. */
  get variance(): number {
    return this.#count < 2 ? Number.NaN : this.#squares / (this.#count - 1);
  }

  get standardDeviation(): number {
    return Math.sqrt(this.variance);
  }
}
