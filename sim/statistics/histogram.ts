import { bucketCount, bucketOf, bucketStart, bucketsEnd, bucketWidth } from "./buckets.js";

/** A histogram as plain data that crosses a thread: the buckets from the first used one to the last used one. */
export interface HistogramSnapshot {
  readonly sum: number;
  readonly max: number;
  readonly firstBucket: number;
  readonly counts: Uint32Array;
}

/**
 * Counts whole values (durations in microseconds), exactly below 512 and within 0.4 % above, up to 2^41.
 * Sum and maximum stay exact; recording allocates nothing.
 */
export class Histogram {
  readonly #counts = new Uint32Array(bucketCount);
  #count = 0;
  #sum = 0;
  #max = 0;

  static from(snapshot: HistogramSnapshot): Histogram {
    const histogram = new Histogram();
    histogram.merge(snapshot);
    return histogram;
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** The largest value; 0 without any. */
  get max(): number {
    return this.#max;
  }

  /** NaN without any value. */
  get mean(): number {
    return this.#sum / this.#count;
  }

  /** Counts one whole value of at least 0. */
  record(value: number): void {
    this.#counts[bucketOf(value)]++;
    this.#count++;
    this.#sum += value;
    if (value > this.#max) this.#max = value;
  }

  /** The value of nearest rank ⌈p·n⌉, spread evenly inside its bucket and never above the maximum; NaN without any. */
  quantile(p: number): number {
    if (this.#count === 0) return Number.NaN;
    let rest = nearestRank(p, this.#count);
    let bucket = 0;
    while (rest > this.#counts[bucket]) rest -= this.#counts[bucket++];
    if (bucket === bucketCount - 1) return this.#max;
    const within = (rest - 0.5) / this.#counts[bucket];
    return Math.min(bucketStart(bucket) + (bucketWidth(bucket) - 1) * within, this.#max);
  }

  /** How many values are at most `limit`, counting the bucket of the limit in proportion. */
  countAtMost(limit: number): number {
    if (limit < 0) return 0;
    if (limit >= this.#max || limit >= bucketsEnd) return this.#count;
    const last = bucketOf(limit);
    let below = 0;
    for (let bucket = 0; bucket < last; bucket++) below += this.#counts[bucket];
    const share = (Math.floor(limit) - bucketStart(last) + 1) / bucketWidth(last);
    return below + this.#counts[last] * share;
  }

  /** Adds every value of another histogram. */
  merge(other: HistogramSnapshot): void {
    for (let i = 0; i < other.counts.length; i++) {
      this.#counts[other.firstBucket + i] += other.counts[i];
      this.#count += other.counts[i];
    }
    this.#sum += other.sum;
    this.#max = Math.max(this.#max, other.max);
  }

  snapshot(): HistogramSnapshot {
    const isUsed = (count: number): boolean => count > 0;
    const firstBucket = Math.max(0, this.#counts.findIndex(isUsed));
    const counts = this.#counts.slice(firstBucket, this.#counts.findLastIndex(isUsed) + 1);
    return { sum: this.#sum, max: this.#max, firstBucket, counts };
  }

  /**
   * Becomes what `source` gained since `before`, and brings `before` up to date with it.
   * The maximum is known as far as buckets tell it.
   */
  takeGain(source: Histogram, before: Histogram): void {
    let last = 0;
    const end = bucketOf(source.#max);
    for (let bucket = 0; bucket <= end; bucket++) {
      this.#counts[bucket] = source.#counts[bucket] - before.#counts[bucket];
      if (this.#counts[bucket] > 0) last = bucket;
    }
    before.#counts.set(source.#counts.subarray(0, end + 1));
    this.#count = source.#count - before.#count;
    this.#sum = source.#sum - before.#sum;
    this.#max = Math.min(source.#max, bucketStart(last) + bucketWidth(last) - 1);
    before.#count = source.#count;
    before.#sum = source.#sum;
    before.#max = source.#max;
  }
}

/** The rank ⌈p·n⌉, at least 1; a product that only rounding lifts above a whole number keeps that number. */
function nearestRank(p: number, count: number): number {
  return Math.max(1, Math.ceil(p * count * (1 - 2 * Number.EPSILON)));
}
