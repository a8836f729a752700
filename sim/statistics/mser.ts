import { Moments } from "./moments.js";

/** How many first observations to drop as warm-up. */
export interface Truncation {
  readonly observations: number;
  /** False where the best cut falls in the second half: the run is too short to tell, so run longer. */
  readonly isLongEnough: boolean;
}

const batchSize = 5;
/** The statistic of fewer batches than these is small by chance. */
const batchesLeftMin = 5;

/** MSER-5 (White, Cobb and Spratt, 2000): the cut that makes the mean of what is left most certain. */
export function mser5(values: readonly number[]): Truncation {
  const means = batchMeans(values);
  const left = new Moments();
  let best = { batch: 0, statistic: Number.POSITIVE_INFINITY };
  for (let batch = means.length - 1; batch >= 0; batch--) {
    left.add(means[batch]);
    if (left.count < batchesLeftMin) continue;
    const statistic = (left.variance * (left.count - 1)) / left.count ** 2;
    if (statistic <= best.statistic) best = { batch, statistic };
  }
  const isLongEnough = means.length >= 2 * batchesLeftMin && best.batch <= means.length / 2;
  return { observations: best.batch * batchSize, isLongEnough };
}

function batchMeans(values: readonly number[]): number[] {
  const count = Math.floor(values.length / batchSize);
  return Array.from({ length: count }, (_, i) => Moments.of(values.slice(i * batchSize, (i + 1) * batchSize)).mean);
}
