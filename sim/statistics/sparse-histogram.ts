import type { HistogramSnapshot } from "./histogram.js";

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
