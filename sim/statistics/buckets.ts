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

/** How many whole values share a bucket. */
export function bucketWidth(bucket: number): number {
  return bucket < 512 ? 1 : 2 ** ((bucket >>> 8) - 1);
}
