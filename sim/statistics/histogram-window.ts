import { Histogram } from "./histogram.js";

/** Tells what a growing histogram gained minute by minute, so that a value is recorded once and read in both views. */
export class HistogramWindow {
  readonly #source: Histogram;
  readonly #before = new Histogram();
  readonly #gain = new Histogram();

  constructor(source: Histogram) {
    this.#source = source;
  }

  /** What was recorded since the last call; valid until the next one. */
  advance(): Histogram {
    this.#gain.takeGain(this.#source, this.#before);
    return this.#gain;
  }
}
