import type { Arrivals } from "./arrivals/index.js";
import { type Horizon, integral, type RateSegments } from "./curves/index.js";
import { sampled } from "./curves/segments.js";
import type { SessionTimeline } from "./sessions.js";

/** The messages of sessions as the arrivals that a service sees. */
export class SessionMessages implements Arrivals {
  readonly rates: RateSegments;
  readonly #timeline: SessionTimeline;

  constructor(timeline: SessionTimeline, rates: RateSegments) {
    this.rates = rates;
    this.#timeline = timeline;
  }

  fill(times: Float64Array): number {
    let count = 0;
    while (count < times.length && this.#timeline.nextAt < Number.POSITIVE_INFINITY) {
      const { at, message } = this.#timeline.take();
      if (message !== null) times[count++] = at;
    }
    return count;
  }
}

/** A month by the minute. */
const samplesMax = 43_200;

/**
 * Messages per second that are expected of sessions that begin at a rate: the k-th message of a session comes k mean gaps
 * behind its begin, spread over one gap. Exact in the mean; how gaps vary is left out.
 */
export function messageRates(starts: RateSegments, messages: number, meanGap: number, horizon: Horizon): RateSegments {
  if (meanGap === 0) return { from: starts.from, rate: starts.rate.map((rate) => rate * messages) };
  const [youngest, oldest] = [meanGap / 2, (messages + 0.5) * meanGap];
  const step = Math.ceil(Math.max(oldest / 16, (horizon.to - horizon.from) / samplesMax));
  return sampled((at) => (integral(starts, at - oldest, at - youngest) / meanGap) * 1e6, step, horizon);
}
