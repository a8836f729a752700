import type { Horizon, RateSegments } from "../curves/segments.js";
import type { Arrivals } from "./arrivals.js";

/**
 * Arrivals at a varying rate by exact inversion: the n-th request comes when the cumulative rate reaches the sum of the
 * first n unit gaps. Exponential unit gaps make a Poisson process, whatever the curve; unit gaps of exactly one make
 * even arrivals.
 */
export class Inversion implements Arrivals {
  readonly rates: RateSegments;
  private readonly unitGaps: (into: Float64Array) => void;
  /** Number of requests expected before each segment begins, and before the horizon ends. */
  private readonly cumulative: Float64Array;
  private readonly microsPerRequest: Float64Array;
  private segment = 0;
  private target: number;

  /** `begin` is where the first gap begins, as a number of requests expected since the start of the horizon. */
  constructor(rates: RateSegments, horizon: Horizon, unitGaps: (into: Float64Array) => void, begin = 0) {
    this.rates = rates;
    this.unitGaps = unitGaps;
    this.microsPerRequest = rates.rate.map((rate) => 1e6 / rate);
    this.cumulative = cumulative(rates, horizon);
    this.target = begin;
  }

  fill(times: Float64Array): number {
    const { from } = this.rates;
    const cumulative = this.cumulative;
    const microsPerRequest = this.microsPerRequest;
    let segment = this.segment;
    let target = this.target;
    let count = 0;
    if (segment < from.length) this.unitGaps(times);
    for (; count < times.length; count++) {
      target += times[count];
      while (segment < from.length && target >= cumulative[segment + 1]) segment++;
      if (segment === from.length) break;
      const sinceSegment = (target - cumulative[segment]) * microsPerRequest[segment];
      times[count] = Math.floor(from[segment] + sinceSegment + 0.5);
    }
    this.segment = segment;
    this.target = target;
    return count;
  }
}

function cumulative({ from, rate }: RateSegments, horizon: Horizon): Float64Array {
  const sums = new Float64Array(from.length + 1);
  for (let i = 0; i < from.length; i++) {
    const until = i + 1 < from.length ? from[i + 1] : horizon.to;
    sums[i + 1] = sums[i] + (rate[i] * (until - from[i])) / 1e6;
  }
  return sums;
}
