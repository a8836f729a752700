/**
 * A piecewise constant rate: `rate[i]` (per second) holds from `from[i]` until `from[i + 1]`, and the last one for
 * ever.
 */
export interface RateSegments {
  /** Microseconds since clock.start, rising; the first is the start of the warm-up. */
  readonly from: Float64Array;
  readonly rate: Float64Array;
}

/**
 * The time over which a curve is compiled, from the start of the warm-up to the end, in microseconds since clock.start.
 */
export interface Horizon {
  readonly from: number;
  readonly to: number;
}

/**
 * Makes segments from (instant, rate) pairs in ascending order. Pairs before the horizon give its first rate; equal
 * rates are merged.
 */
export function segmentsOf(points: Iterable<readonly [instant: number, rate: number]>, horizon: Horizon): RateSegments {
  const from: number[] = [horizon.from];
  const rate: number[] = [];
  for (const [instant, value] of points) {
    if (instant >= horizon.to) break;
    if (instant <= horizon.from || rate.length === 0) rate[0] = value;
    else if (instant === from.at(-1)) rate[rate.length - 1] = value;
    else if (value !== rate.at(-1)) {
      from.push(instant);
      rate.push(value);
    }
  }
  return { from: Float64Array.from(from), rate: Float64Array.from(rate) };
}

/** Samples a rate in the middle of every step, so that straight lines keep their integral. */
export function sampled(rateOf: (instant: number) => number, step: number, horizon: Horizon): RateSegments {
  return segmentsOf(samples(rateOf, step, horizon), horizon);
}

function* samples(rateOf: (instant: number) => number, step: number, { from, to }: Horizon) {
  for (let at = from; at < to; ) {
    const next = Math.min(to, (Math.floor(at / step) + 1) * step);
    yield [at, rateOf((at + next) / 2)] as const;
    at = next;
  }
}

/** Combines the rates of two curves at every instant. */
export function combined(
  a: RateSegments,
  b: RateSegments,
  combine: (a: number, b: number) => number,
  horizon: Horizon,
): RateSegments {
  const instants = Float64Array.from(new Set([...a.from, ...b.from])).sort();
  return segmentsOf(
    Array.from(instants, (at) => [at, combine(rateAt(a, at), rateAt(b, at))] as const),
    horizon,
  );
}

/** The first instant after this one at which the rate changes; Infinity after the last. */
export function nextChange({ from }: RateSegments, instant: number): number {
  return instant < from[0] ? from[0] : (from[segmentAt(from, instant) + 1] ?? Number.POSITIVE_INFINITY);
}

/** The rate at an instant, per second. */
export function rateAt({ from, rate }: RateSegments, instant: number): number {
  return rate[segmentAt(from, instant)];
}

/** Number of arrivals expected between two instants. */
export function integral({ from, rate }: RateSegments, start: number, end: number): number {
  let sum = 0;
  for (let i = segmentAt(from, start); i < from.length && from[i] < end; i++) {
    const until = i + 1 < from.length ? Math.min(from[i + 1], end) : end;
    sum += (rate[i] * (until - Math.max(from[i], start))) / 1e6;
  }
  return sum;
}

/** Index of the segment that contains an instant; the first one for anything earlier. */
function segmentAt(from: Float64Array, instant: number): number {
  let low = 0;
  let high = from.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (from[middle] <= instant) low = middle;
    else high = middle - 1;
  }
  return low;
}
