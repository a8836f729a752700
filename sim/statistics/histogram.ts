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

  /** Number of values that are at most `limit`; the bucket of the limit counts in proportion. */
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

  /** The values but for those of a histogram that is part of it; the largest stays, since nobody knows the next one. */
  without(part: HistogramSnapshot): Histogram {
    const rest = new Histogram();
    rest.#counts.set(this.#counts);
    rest.#count = this.#count;
    for (let i = 0; i < part.counts.length; i++) {
      rest.#counts[part.firstBucket + i] -= part.counts[i];
      rest.#count -= part.counts[i];
    }
    rest.#sum = this.#sum - part.sum;
    rest.#max = this.#max;
    return rest;
  }

  snapshot(): HistogramSnapshot {
    const { sum, max } = { sum: this.#sum, max: this.#max };
    if (this.#count === 0) return { sum, max, firstBucket: 0, counts: new Uint32Array(0) };
    let [first, last] = [0, bucketCount - 1];
    while (this.#counts[first] === 0) first++;
    while (this.#counts[last] === 0) last--;
    return { sum, max, firstBucket: first, counts: this.#counts.slice(first, last + 1) };
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

/** The rank ⌈p·n⌉ whose value is the quantile, at least 1; a product that only rounding lifts above a whole number keeps that number. */
export function nearestRank(p: number, count: number): number {
  return Math.max(1, Math.ceil(p * count * (1 - 2 * Number.EPSILON)));
}

/**
 * The log-linear buckets of a histogram of whole numbers: one bucket a value below 512, then 256 buckets of equal width
 * for every power of two, so that no bucket is wider than 1/256 of its own lower edge.
 */
export const bucketCount = 34 * 256;

/** Buckets for every power of two: none is wider than this part of its own lower edge. */
export const bucketsPerDoubling = 256;

/** First value that no bucket distinguishes: 2^41 microseconds are 25 days. */
export const bucketsEnd = 2 ** 41;

/** The bucket of a whole value of at least 0; values from `bucketsEnd` on share the last one. */
export function bucketOf(value: number): number {
  return value < 0x8000_0000 ? bucketOfInt32(value | 0) : bucketOfLarge(value);
}

function bucketOfInt32(value: number): number {
  // 23 - clz32 is how many low bits lie below the eight that tell the buckets of one power of two apart.
  const shift = value < 256 ? 0 : 23 - Math.clz32(value);
  return (shift << 8) + (value >>> shift);
}

function bucketOfLarge(value: number): number {
  if (value >= bucketsEnd) return bucketCount - 1;
  return bucketOfInt32(Math.floor(value / 0x1_0000)) + (16 << 8);
}

/** The smallest value of a bucket. */
export function bucketStart(bucket: number): number {
  return bucket < 512 ? bucket : (256 + (bucket & 255)) * bucketWidth(bucket);
}

/** Number of whole values that share a bucket. */
export function bucketWidth(bucket: number): number {
  return bucket < 512 ? 1 : 2 ** ((bucket >>> 8) - 1);
}

/** Tells what a growing histogram gained minute by minute, so that a value is recorded once and read in both views. */
export class HistogramWindow {
  readonly #source: Histogram;
  readonly #before = new Histogram();
  readonly #gain = new Histogram();

  constructor(source: Histogram) {
    this.#source = source;
  }

  /** Values recorded since the last call; valid until the next call. */
  advance(): Histogram {
    this.#gain.takeGain(this.#source, this.#before);
    return this.#gain;
  }
}

const empty: HistogramSnapshot = { sum: 0, max: 0, firstBucket: 0, counts: new Uint32Array(0) };

/** Number of values in a histogram. */
export function countOf({ counts }: HistogramSnapshot): number {
  let all = 0;
  for (let i = 0; i < counts.length; i++) all += counts[i];
  return all;
}

/** Number of values above `limit`; the bucket of the limit counts in proportion. */
export function countAbove({ max, firstBucket, counts }: HistogramSnapshot, limit: number): number {
  if (limit >= max) return 0;
  const last = bucketOf(Math.max(0, limit));
  let above = 0;
  for (let i = Math.max(0, last + 1 - firstBucket); i < counts.length; i++) above += counts[i];
  if (last < firstBucket) return above;
  const share = (Math.floor(limit) - bucketStart(last) + 1) / bucketWidth(last);
  return above + counts[last - firstBucket] * (1 - share);
}

/** Merges histograms exactly: the result is what one histogram would have recorded of all values. */
export function mergeHistograms(parts: readonly HistogramSnapshot[]): HistogramSnapshot {
  const used = parts.filter(({ counts }) => counts.length > 0);
  if (used.length <= 1) return used[0] ?? empty;
  const firstBucket = Math.min(...used.map((part) => part.firstBucket));
  const end = Math.max(...used.map((part) => part.firstBucket + part.counts.length));
  const counts = new Uint32Array(end - firstBucket);
  for (const part of used) {
    for (const [i, count] of part.counts.entries()) counts[part.firstBucket - firstBucket + i] += count;
  }
  return {
    sum: used.reduce((sum, part) => sum + part.sum, 0),
    max: Math.max(...used.map(({ max }) => max)),
    firstBucket,
    counts,
  };
}

/**
 * Merges histograms with weights. Counts are rounded cumulatively, so that no rank is off by more than one: a value
 * with weight 0.4 is not lost where there are others like it.
 */
export function weighHistograms(
  parts: readonly { readonly value: HistogramSnapshot; readonly times: number }[],
): HistogramSnapshot {
  const used = parts.filter(({ value, times }) => value.counts.length > 0 && times > 0);
  if (used.length === 0) return empty;
  const firstBucket = Math.min(...used.map(({ value }) => value.firstBucket));
  const end = Math.max(...used.map(({ value }) => value.firstBucket + value.counts.length));
  const exact = new Float64Array(end - firstBucket);
  let sum = 0;
  for (const { value, times } of used) {
    for (const [i, count] of value.counts.entries()) exact[value.firstBucket - firstBucket + i] += times * count;
    sum += times * value.sum;
  }
  const counts = new Uint32Array(exact.length);
  let [passed, told] = [0, 0];
  for (const [i, count] of exact.entries()) {
    passed += count;
    counts[i] = Math.round(passed) - told;
    told += counts[i];
  }
  return { sum, max: Math.max(...used.map(({ value }) => value.max)), firstBucket, counts };
}

/** A histogram in JSON: pairs of bucket and count, from which two machines' results merge exactly. */
export interface SparseHistogram {
  readonly sum: number;
  readonly max: number;
  readonly buckets: readonly (readonly [bucket: number, count: number])[];
}

/** The used buckets of a histogram, each with its count. */
export function toSparse({ sum, max, firstBucket, counts }: HistogramSnapshot): SparseHistogram {
  const buckets = Array.from(counts, (count, i) => [firstBucket + i, count] as const);
  return { sum, max, buckets: buckets.filter(([, count]) => count > 0) };
}

/** The histogram that was written sparsely. */
export function fromSparse({ sum, max, buckets }: SparseHistogram): HistogramSnapshot {
  const firstBucket = buckets[0]?.[0] ?? 0;
  const end = (buckets.at(-1)?.[0] ?? firstBucket - 1) + 1;
  const counts = new Uint32Array(end - firstBucket);
  for (const [bucket, count] of buckets) counts[bucket - firstBucket] = count;
  return { sum, max, firstBucket, counts };
}

/** A histogram of a kilobyte: counts of buckets that are eight times as wide, none wider than 1/32 of its own lower edge. */
export interface CoarseHistogram {
  readonly sum: number;
  readonly max: number;
  readonly firstBucket: number;
  readonly counts: readonly number[];
}

const merged = 8;

/** The histogram with eight buckets in one. */
export function toCoarse({ sum, max, firstBucket, counts }: HistogramSnapshot): CoarseHistogram {
  const first = Math.floor(firstBucket / merged);
  const coarse = new Array<number>(Math.ceil((firstBucket + counts.length) / merged) - first).fill(0);
  for (const [at, count] of counts.entries()) coarse[Math.floor((firstBucket + at) / merged) - first] += count;
  return { sum, max, firstBucket: first, counts: coarse };
}

/** The histogram that was made coarse, each count in the middle of its bucket. */
export function fromCoarse({ sum, max, firstBucket, counts }: CoarseHistogram): HistogramSnapshot {
  const fine = new Uint32Array(merged * counts.length);
  for (const [at, count] of counts.entries()) fine[merged * at + merged / 2] = count;
  return { sum, max, firstBucket: merged * firstBucket, counts: fine };
}
