import { integral, type RateSegments } from "../../workload/curves/index.js";

/**
 * The share of a demand's expected arrivals that come before an instant. On this clock, arrivals at any rate are spread
 * evenly (time change of an inhomogeneous Poisson process). When no rate is known, it is the share of time.
 */
export class ExpectedShare {
  readonly #from: Float64Array;
  readonly #before: Float64Array;
  readonly #perMicrosecond: Float64Array;

  constructor(rates: RateSegments, duration: number) {
    const expected = integral(rates, 0, duration);
    const inside = rates.from.filter((from) => from > 0 && from < duration);
    this.#from = Float64Array.of(0, ...inside);
    const ends = [...inside, duration];
    const shares = Array.from(this.#from, (from, i) =>
      expected > 0 ? integral(rates, from, ends[i]) / expected : (ends[i] - from) / duration,
    );
    this.#before = new Float64Array(shares.length);
    for (let i = 1; i < shares.length; i++) this.#before[i] = this.#before[i - 1] + shares[i - 1];
    this.#perMicrosecond = Float64Array.from(shares, (share, i) => share / (ends[i] - this.#from[i]));
  }

  /** The share at an instant: 0 at the start of the reported time, 1 at its end. */
  at(instant: number): number {
    let [low, high] = [0, this.#from.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#from[middle] <= instant) low = middle;
      else high = middle - 1;
    }
    return this.#before[low] + (instant - this.#from[low]) * this.#perMicrosecond[low];
  }
}
