import type { Arrivals } from "./arrivals.js";

/**
 * A part of other arrivals. Each is kept with the same probability, drawn by a key of its number, so that a smaller
 * part is contained in a larger one. Thinned Poisson arrivals are still Poisson; thinned even arrivals are no longer
 * even.
 */
export class Thinned implements Arrivals {
  readonly rates: Arrivals["rates"];
  readonly #whole: Arrivals;
  readonly #keep: number;
  readonly #draw: (ordinal: number) => number;
  #ordinal = 0;

  /** `draw` returns a number in (0, 1) for each arrival, by its number. */
  constructor(whole: Arrivals, keep: number, draw: (ordinal: number) => number) {
    const { from, rate } = whole.rates;
    this.rates = { from, rate: rate.map((each) => each * keep) };
    this.#whole = whole;
    this.#keep = keep;
    this.#draw = draw;
  }

  fill(times: Float64Array): number {
    let kept = 0;
    while (kept < times.length) {
      const room = times.subarray(kept);
      const came = this.#whole.fill(room);
      for (let i = 0; i < came; i++) if (this.#draw(this.#ordinal++) < this.#keep) times[kept++] = room[i];
      if (came < room.length) break;
    }
    return kept;
  }
}
