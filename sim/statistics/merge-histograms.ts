import type { HistogramSnapshot } from "./histogram.js";

const empty: HistogramSnapshot = { sum: 0, max: 0, firstBucket: 0, counts: new Uint32Array(0) };

/** All values of some histograms in one, exactly: what one histogram would have counted that saw them all. */
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
