import type { Arrivals } from "./arrivals.js";

/**
 * A part of other arrivals: each is kept with the same probability, drawn by key of its ordinal, so that a smaller part
 * is a part of a larger one. Thinned Poisson arrivals are Poisson; even ones are so no longer.
 */
export class Thinned implements Arrivals {
  readonly rates: Arrivals["rates"];
  readonly #whole: Arrivals;
  readonly #keep: number;
  readonly #draw: (ordinal: number) => number;
  #ordinal = 0;

  /** `draw` gives a number in (0, 1) to each arrival by its ordinal. */
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
