const batch = 5;

/**
 * Number of first values of a series to leave out so that the rest is steady: MSER-5 (White, 1997). Among all cuts
 * between batches of five it takes the one after which the mean is known best, minimizing Σ (x − mean)² / n². If that
 * lies in the second half, the series is too short to tell (null).
 */
export function warmUpOf(values: readonly number[]): number | null {
  const means = Array.from({ length: Math.floor(values.length / batch) }, (_, at) => {
    const five = values.slice(at * batch, (at + 1) * batch);
    return five.reduce((sum, value) => sum + value, 0) / batch;
  });
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  // Behind the last cut at least five batches are left: of fewer, a chance likeness would look like certainty.
  for (let cut = 0; cut <= means.length - batch; cut++) {
    const error = squaredError(means.slice(cut));
    if (error < least) [best, least] = [cut, error];
  }
  return means.length < 2 * batch || best > means.length / 2 ? null : best * batch;
}

function squaredError(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length ** 2;
}
