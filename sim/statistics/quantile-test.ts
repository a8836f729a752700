import { normalQuantile, studentQuantile } from "./distributions.js";
import {
  bucketStart,
  bucketWidth,
  countAbove,
  countOf,
  Histogram,
  type HistogramSnapshot,
  nearestRank,
} from "./histogram.js";
import { sum } from "./sum.js";

/** Latencies of the two revisions in the same stretch of time. */
export interface LatencyPair {
  readonly canary: HistogramSnapshot;
  readonly baseline: HistogramSnapshot;
}

/** The ratio of a quantile of a canary's latency to the baseline's. */
export interface QuantileRatio {
  /** Answers of each. */
  readonly canary: number;
  readonly baseline: number;
  /** Logarithm of the canary's quantile over the baseline's. */
  readonly logRatio: number;
  /** Standard error from the terms of all stretches, one by one. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** The same from the slowest waves of it alone, so many as `slowWaves` lists: dependence beyond a stretch is in them. */
  readonly slowErrors: readonly number[];
  /** Log-sigma of the lognormal distribution that is as dense at its quantile. */
  readonly sigma: number;
  /** The variance over that of as many independent requests. */
  readonly inflation: number;
  /** Correlation of what one stretch adds to the error with what the next one adds: dependence that is longer than a stretch; of independent ones 0 on average. */
  readonly adjacent: number;
  /**
   * Skewness of the logarithm of the ratio: the fewer answers lie beyond its quantile, the further a revision strays
   * up.
   */
  readonly skewness: number;
}

/** Fewer answers than this beyond a quantile tell next to nothing of it. */
const beyondMin = 2;

/** Fewer stretches tell little of how the tail varies. */
export const stretchesMin = 10;

/** Numbers of slowest waves from which the standard error may be estimated. */
export const slowWaves = [60, 30, 15, 8] as const;

/**
 * Compares a quantile of two revisions that answered beside each other, stretch by stretch of equal length, by the
 * Bahadur representation: log q̂ differs from log q by (p − share of requests within q̂) ÷ density of the log latency at q.
 * The variance of the share is that between stretches, each revision's requests of one stretch taken together and both
 * subtracted, so that neither dependence within a stretch nor what befalls both is taken for information (Deng, Knoblich
 * and Lu, 2018). What is dependent beyond a stretch stands in the slowest waves of these sums: each of the k slowest gives
 * a variance of its own, and their mean has k degrees of freedom (Lazarus, Lewis, Stock and Watson, 2018). Null on fewer than ten stretches, or where either has too few answers to tell the quantile.
 */
export function quantileRatio(stretches: readonly LatencyPair[], p: number): QuantileRatio | null {
  const canary = armOf(
    stretches.map((stretch) => stretch.canary),
    p,
  );
  const baseline = armOf(
    stretches.map((stretch) => stretch.baseline),
    p,
  );
  const tooFew = Math.min(canary.count, baseline.count) * (1 - p) < beyondMin;
  if (stretches.length < stretchesMin || tooFew) return null;
  const differences = canary.above.map((_, at) => residual(canary, at, p) - residual(baseline, at, p));
  const count = stretches.length;
  const squares = sum(differences.map((each) => each ** 2));
  const products = sum(differences.slice(1).map((each, at) => each * differences[at]));
  const excess = (canary.excess + baseline.excess) / (canary.beyond + baseline.beyond);
  const of = (variance: number) => inflationOf(variance, canary.count, baseline.count, p);
  const inflation = of((count / (count - 1)) * squares);
  const errorBy = (inflation: number) =>
    (Math.sqrt(inflation * independentVariance(canary.count, baseline.count, p)) * excess) / (1 - p);
  return {
    canary: canary.count,
    baseline: baseline.count,
    logRatio: Math.log(canary.quantile / baseline.quantile) + excess * (rankError(canary, p) - rankError(baseline, p)),
    standardError: errorBy(inflation),
    degreesOfFreedom: count - 1,
    slowErrors: slowVariances(differences).map(of).map(errorBy),
    sigma: sigmaOf(excess, p),
    inflation,
    adjacent: products / squares + 1 / count,
    skewness: skewnessOf(Math.max(1, inflation) / (1 - p), canary.count, baseline.count),
  };
}

/** Variance of the difference of the shares above the quantile, for independent requests. */
function independentVariance(canary: number, baseline: number, p: number): number {
  return p * (1 - p) * (1 / canary + 1 / baseline);
}

/**
 * Factor by which dependence multiplies the variance of the logarithm, from that of the share above the quantile. Slow
 * requests then come in clumps, and the logarithm of a few clumps scatters by more than its first order: if k requests
 * are slow, with I times the variance of independent ones, by 1 + 1.25 I/k (clumps of geometric sizes) to 1 + 1.75 I/k
 * (of one size).
 */
function inflationOf(variance: number, canary: number, baseline: number, p: number): number {
  const inflation = variance / independentVariance(canary, baseline, p);
  const perSlow = (1 / canary ** 2 + 1 / baseline ** 2) / (1 / canary + 1 / baseline) / (1 - p);
  return inflation * (1 + 1.5 * Math.max(0, inflation - 1) * perSlow);
}

/** A quantile of latencies, and the log-sigma of the lognormal distribution that has the same density there. */
export interface Tail {
  readonly quantile: number;
  readonly sigma: number;
}

/** Null where the latencies are too few to tell the quantile. */
export function tailOf(latencies: HistogramSnapshot, p: number): Tail | null {
  const all = Histogram.from(latencies);
  if (all.count * (1 - p) < beyondMin) return null;
  const { beyond, excess } = excessOver(latencies, all.quantile(1 - tail * (1 - p)));
  return { quantile: all.quantile(p), sigma: sigmaOf(excess / beyond, p) };
}

function sigmaOf(excess: number, p: number): number {
  const z = normalQuantile(p);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / (1 - p)) * excess;
}

/**
 * The share beyond a quantile is nearly a gamma variable whose shape k is the number of answers beyond it, and minus the
 * logarithm of one has the variance 1/k and the third cumulant 1/k²; `per`: answers for each of k.
 */
function skewnessOf(per: number, canary: number, baseline: number): number {
  const [own, other] = [per / canary, per / baseline];
  return (own ** 2 - other ** 2) / (own + other) ** 1.5;
}

/** Form of the test: the number of slowest waves used (null: all stretches), and the factor on its standard error. */
export interface TestForm {
  readonly waves: (typeof slowWaves)[number] | null;
  readonly factor: number;
}

/** The test where stretches do not depend on each other. */
export const plainForm: TestForm = { waves: null, factor: 1 };

/** The standard error of a ratio, and how well it is known. */
export function errorOf(ratio: QuantileRatio, { waves, factor }: TestForm) {
  if (waves === null) return { standardError: factor * ratio.standardError, degreesOfFreedom: ratio.degreesOfFreedom };
  const standardError = factor * ratio.slowErrors[slowWaves.indexOf(waves)];
  return { standardError, degreesOfFreedom: Math.min(waves, ratio.degreesOfFreedom) };
}

/** Whether the canary's quantile has risen: one-sided, Student's with Cornish and Fisher's term for the skewness. */
export function hasRisen(ratio: QuantileRatio, level: number, form: TestForm = plainForm): boolean {
  const { standardError, degreesOfFreedom } = errorOf(ratio, form);
  const term = (ratio.skewness / 6) * (normalQuantile(1 - level) ** 2 - 1);
  return ratio.logRatio > (studentQuantile(1 - level, degreesOfFreedom) + term) * standardError;
}

interface Arm {
  readonly count: number;
  readonly quantile: number;
  /** For each stretch: answers, and those above the quantile of all. */
  readonly counts: readonly number[];
  readonly above: readonly number[];
  /** Number of values beyond a lower quantile; the next field sums the logarithms of their ratios to it. */
  readonly beyond: number;
  readonly excess: number;
}

/**
 * The tail whose mean log excess tells the density at the quantile: this many times as heavy as what lies above it. For a
 * lognormal distribution and for an exponential one (1 − p)/excess is then the density of the logarithm within 1 %.
 */
const tail = 2.4;

function armOf(stretches: readonly HistogramSnapshot[], p: number): Arm {
  const all = new Histogram();
  for (const each of stretches) all.merge(each);
  const quantile = all.quantile(p);
  const from = all.quantile(1 - tail * (1 - p));
  return {
    count: all.count,
    quantile,
    counts: stretches.map(countOf),
    above: stretches.map((stretch) => countAbove(stretch, quantile)),
    ...excessOver(all.snapshot(), from),
  };
}

/** The term that a stretch adds to the error of the share above the quantile. */
function residual({ count, counts, above }: Arm, at: number, p: number): number {
  return (above[at] - (1 - p) * counts[at]) / count;
}

/**
 * Mean distance of the value of rank ⌈p·n⌉ below the quantile, in mean excesses: with j values above it, minus the
 * logarithm of the share above has a mean of approximately ln((n + ½) ÷ (j + ½)).
 */
function rankError({ count }: Arm, p: number): number {
  const above = count - nearestRank(p, count);
  return Math.log((above + 0.5) / ((count + 0.5) * (1 - p)));
}

/** By number of waves: variance of a sum of values, estimated from the slowest waves of their cosine transform. */
function slowVariances(values: readonly number[]): readonly number[] {
  const count = values.length;
  const most = Math.min(slowWaves[0], count - 1);
  const powers = Array.from({ length: most }, (_, wave) => {
    const turn = (Math.PI * (wave + 1)) / count;
    return 2 * sum(values.map((value, at) => value * Math.cos(turn * (at + 0.5)))) ** 2;
  });
  return slowWaves.map((waves) => {
    const used = powers.slice(0, waves);
    return sum(used) / used.length;
  });
}

function excessOver({ firstBucket, counts }: HistogramSnapshot, from: number) {
  let [beyond, excess] = [0, 0];
  for (const [index, count] of counts.entries()) {
    const bucket = firstBucket + index;
    const middle = bucketStart(bucket) + (bucketWidth(bucket) - 1) / 2;
    if (middle <= from) continue;
    beyond += count;
    excess += count * Math.log(middle / from);
  }
  return { beyond, excess };
}
