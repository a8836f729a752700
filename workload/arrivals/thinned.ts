import { keyed } from "../random.js";
import type { Arrivals } from "./arrivals.js";

/**
 * A part of other arrivals: each is kept with the same probability, drawn by key of its ordinal, so that a smaller part
 * is a part of a larger one. Thinned Poisson arrivals are Poisson; even ones are so no longer.
 */
export class Thinned implements Arrivals {
  readonly rates: Arrivals["rates"];
  readonly #whole: Arrivals;
  readonly #keep: number;
  readonly #seed: number;
  readonly #purpose: string;
  #ordinal = 0;

  constructor(whole: Arrivals, keep: number, seed: number, purpose: string) {
    const { from, rate } = whole.rates;
    this.rates = { from, rate: rate.map((each) => each * keep) };
    this.#whole = whole;
    this.#keep = keep;
    this.#seed = seed;
    this.#purpose = purpose;
  }

  fill(times: Float64Array): number {
    let kept = 0;
    while (kept < times.length) {
      const room = times.subarray(kept);
      const came = this.#whole.fill(room);
      for (let i = 0; i < came; i++) if (this.#keeps()) times[kept++] = room[i];
      if (came < room.length) break;
    }
    return kept;
  }

  #keeps(): boolean {
    return keyed(this.#seed, this.#purpose, this.#ordinal++) < this.#keep;
  }
}
