import { z } from "zod";
import { duration, number } from "../../scenarios/language/index.js";
import { type Horizon, integral, type RateSegments } from "../curves/segments.js";
import type { Random } from "../random.js";
import { type Arrivals, defineArrivals } from "./arrivals.js";

/** Users that come in waves: a Poisson process whose rate jumps at random between two levels around the curve. */
export const bursty = defineArrivals({
  kind: "bursty",
  about: "Waves around the curve: the variance of counts in long windows is dispersion × their mean (Poisson is 1).",
  followsCurve: true,
  shape: z.strictObject({
    dispersion: number({ min: 1 }).describe("Variance of the counts over their mean, in the long run; 1 is Poisson."),
    timeScale: duration({ min: 10_000 }).describe("How long a burst lasts, about."),
  }),
  create: ({ dispersion, timeScale }, { rates, horizon, stream }) => {
    const meanRate = integral(rates, horizon.from, horizon.to) / (horizon.to - horizon.from);
    const levels =
      meanRate > 0 ? levelsFor((dispersion - 1) / (2 * meanRate * timeScale)) : ([steady, steady] as const);
    return new ModulatedArrivals({
      rates,
      horizon,
      levels,
      timeScale,
      gaps: stream("gaps"),
      changes: stream("levels"),
    });
  },
});

/** A level of the modulation: the factor on the curve's rate, and the share of time spent on it. */
interface Level {
  readonly factor: number;
  readonly share: number;
}

const steady: Level = { factor: 1, share: 0.5 };

/**
 * The high and the low level of a rate factor with mean one and a given variance. For a two-state Markov-modulated
 * Poisson process of mean rate λ whose rate decorrelates as e^(−t/τ), the index of dispersion of counts tends to 1 + 2
 * λ τ · variance(factor): W. Fischer, K. Meier-Hellstern, "The Markov-modulated Poisson process (MMPP) cookbook",
 * Performance Evaluation 18, 1993. Up to variance 1 both levels last equally long; beyond it the rate at the low level
 * is zero.
 */
function levelsFor(variance: number): readonly [high: Level, low: Level] {
  const share = 1 / (1 + Math.max(1, variance));
  const spread = Math.sqrt(variance / (share * (1 - share)));
  return [
    { factor: 1 + (1 - share) * spread, share },
    { factor: Math.max(0, 1 - share * spread), share: 1 - share },
  ];
}

interface ModulatedArrivalsParts {
  readonly rates: RateSegments;
  readonly horizon: Horizon;
  readonly levels: readonly [high: Level, low: Level];
  /** The time constant τ with which the rate decorrelates, in microseconds. */
  readonly timeScale: number;
  /** Draws the gaps between arrivals, each as a multiple of the mean gap. */
  readonly gaps: Random;
  /** Draws how long a level lasts. */
  readonly changes: Random;
}

/**
 * Exact arrivals of the modulated process: whenever the rate changes, the rest of the current unit gap is carried over.
 */
class ModulatedArrivals implements Arrivals {
  readonly rates: RateSegments;
  readonly #end: number;
  readonly #levels: ModulatedArrivalsParts["levels"];
  readonly #timeScale: number;
  readonly #gaps: Random;
  readonly #changes: Random;
  #level: 0 | 1;
  #levelEnds: number;
  #segment = 0;
  #now: number;

  constructor({ rates, horizon, levels, timeScale, gaps, changes }: ModulatedArrivalsParts) {
    this.rates = rates;
    this.#end = horizon.to;
    this.#levels = levels;
    this.#timeScale = timeScale;
    this.#gaps = gaps;
    this.#changes = changes;
    this.#now = horizon.from;
    this.#level = changes.uniform() < levels[0].share ? 0 : 1;
    this.#levelEnds = this.#now + this.#levelLasts();
  }

  fill(times: Float64Array): number {
    for (let count = 0; count < times.length; count++) {
      const next = this.#next();
      if (next >= this.#end) return count;
      times[count] = next;
    }
    return times.length;
  }

  #next(): number {
    let gap = this.#gaps.exponential();
    while (this.#now < this.#end) {
      const rate = (this.rates.rate[this.#segment] * this.#levels[this.#level].factor) / 1e6;
      const boundary = Math.min(this.#segmentEnds(), this.#levelEnds);
      if (gap < (boundary - this.#now) * rate) {
        this.#now += gap / rate;
        return Math.floor(this.#now);
      }
      gap -= (boundary - this.#now) * rate;
      this.#now = boundary;
      this.#cross(boundary);
    }
    return this.#end;
  }

  #cross(boundary: number): void {
    if (boundary === this.#segmentEnds()) this.#segment++;
    if (boundary < this.#levelEnds) return;
    this.#level = this.#level === 0 ? 1 : 0;
    this.#levelEnds = boundary + this.#levelLasts();
  }

  #segmentEnds(): number {
    const { from } = this.rates;
    return this.#segment + 1 < from.length ? from[this.#segment + 1] : this.#end;
  }

  /**
   * Draws how long a level lasts: τ ÷ (share of the other level) on average, which gives the decorrelation time τ and
   * the shares.
   */
  #levelLasts(): number {
    return (this.#changes.exponential() * this.#timeScale) / (1 - this.#levels[this.#level].share);
  }
}
