import type { Clock } from "./clock.js";
import { combined, type RateSegments, segmentsOf } from "./curves/segments.js";
import { momentsOf, type When } from "./when.js";

/** Something that requests wait for is slower for a while. */
export interface Slowdown extends When {
  readonly lasts: number;
  readonly factor: number;
}

/** The factor on waits over time; overlapping slow-downs multiply. */
export class Slowdowns {
  readonly #factors: RateSegments;
  #segment = 0;

  constructor(slowdowns: readonly Slowdown[], clock: Clock) {
    const { horizon } = clock;
    this.#factors = slowdowns.reduce(
      (factors, slowdown) => combined(factors, during(slowdown, clock), (a, b) => a * b, horizon),
      segmentsOf([[horizon.from, 1]], horizon),
    );
  }

  /** The factor at an instant, which must not be before the one last asked for. */
  factorAt(instant: number): number {
    const { from, rate } = this.#factors;
    while (this.#segment + 1 < from.length && from[this.#segment + 1] <= instant) this.#segment++;
    return rate[this.#segment];
  }
}

function during(slowdown: Slowdown, clock: Clock): RateSegments {
  const { lasts, factor } = slowdown;
  const points = momentsOf(slowdown, clock).flatMap(
    (at) =>
      [
        [at, factor],
        [at + lasts, 1],
      ] as const,
  );
  return segmentsOf([[Number.NEGATIVE_INFINITY, 1], ...points], clock.horizon);
}
