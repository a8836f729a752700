/** Result of a goodness-of-fit test. */
export interface TestResult {
  readonly statistic: number;
  /** The probability of a statistic at least this large if the hypothesis is true. */
  readonly pValue: number;
}

/** Whether values come from a continuous distribution: the largest distance of their empirical distribution to it. */
export function kolmogorovSmirnov(values: readonly number[], cdf: (value: number) => number): TestResult {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  let statistic = 0;
  for (let i = 0; i < count; i++) {
    const expected = cdf(sorted[i]);
    statistic = Math.max(statistic, (i + 1) / count - expected, expected - i / count);
  }
  return { statistic, pValue: kolmogorovTail(scaled(statistic, count)) };
}

/**
 * Whether values in [0, 1), counted in bins of equal width, are uniform. Distances are seen at the edges of bins only, so
 * that the statistic is at most that of the values themselves, and falls short by no more than a bin holds.
 */
export function kolmogorovSmirnovUniform(bins: Uint32Array): TestResult {
  const count = total(bins);
  let [below, statistic] = [0, 0];
  for (let i = 0; i < bins.length; i++) {
    below += bins[i];
    statistic = Math.max(statistic, Math.abs(below / count - (i + 1) / bins.length));
  }
  return { statistic, pValue: kolmogorovTail(scaled(statistic, count)) };
}

/** Whether values counted in the same bins come from one distribution: the two-sample test, at the edges of bins. */
export function kolmogorovSmirnovOfTwo(a: Uint32Array, b: Uint32Array): TestResult {
  const [countA, countB] = [total(a), total(b)];
  let [belowA, belowB, statistic] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    belowA += a[i];
    belowB += b[i];
    statistic = Math.max(statistic, Math.abs(belowA / countA - belowB / countB));
  }
  return { statistic, pValue: kolmogorovTail(scaled(statistic, (countA * countB) / (countA + countB))) };
}

function total(bins: Uint32Array): number {
  return bins.reduce((sum, count) => sum + count, 0);
}

/** Stephens' correction (1970), which makes the limit law good from some five values on. */
function scaled(statistic: number, count: number): number {
  const root = Math.sqrt(count);
  return statistic * (root + 0.12 + 0.11 / root);
}

/** 1 − K(x) of Kolmogorov's limit law, by whichever of its two series converges fast. */
function kolmogorovTail(x: number): number {
  if (x < 0.2) return 1;
  if (x < 1.18) {
    const base = Math.exp(-(Math.PI ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * (base + base ** 9 + base ** 25 + base ** 49);
  }
  const base = Math.exp(-2 * x * x);
  return 2 * (base - base ** 4 + base ** 9);
}
