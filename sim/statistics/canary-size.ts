import { normalCdf, normalQuantile, studentCdf, studentQuantile } from "./distributions.js";

/** The inputs of planning a comparison of a quantile between two revisions. */
export interface QuantilePlan {
  /** Which quantile: 0.99. */
  readonly p: number;
  /** Log-sigma of the lognormal distribution whose logarithm is as dense at its quantile as that of the latency. */
  readonly sigma: number;
  /** Factor by which dependence between requests multiplies the variance; 1 for independent ones. */
  readonly inflation: number;
  /** Probability of raising a false alarm at most: 0.05. */
  readonly level: number;
  /** Probability of finding what is looked for: 0.8. */
  readonly power: number;
  /**
   * Degrees of freedom of the standard error; left out where it is as good as known, as from sixty stretches or more.
   */
  readonly degreesOfFreedom?: number | undefined;
}

/**
 * Size of the baseline: the rest of the traffic beside a canary with this share, or a fixed number of requests at most.
 */
export type Baseline = { readonly share: number } | { readonly requests: number };

/**
 * n times the variance of the logarithm of a quantile of n independent requests, for a lognormal distribution:
 * p(1 − p) s²/φ(z_p)², times what dependence adds.
 */
export function quantileVariance({ p, sigma, inflation }: QuantilePlan): number {
  const z = normalQuantile(p);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return (inflation * p * (1 - p) * sigma * sigma) / (density * density);
}

/**
 * Number of requests that a canary has to answer until a rise of the quantile by `regression` is found with the plan's
 * power, one-sided; infinite where no number suffices because the baseline has too few.
 */
export function canaryRequestsNeeded(plan: QuantilePlan, regression: number, baseline: Baseline): number {
  if (regression <= 0) return Number.POSITIVE_INFINITY; // it shows no rise
  const alone = (quantileVariance(plan) * distance(plan) ** 2) / Math.log1p(regression) ** 2;
  // 1/n + 1/m = 1/alone, with m = n(1 − f)/f requests of the baseline, or a fixed m.
  if ("share" in baseline) return baseline.share < 1 ? alone / (1 - baseline.share) : Number.POSITIVE_INFINITY;
  return baseline.requests > alone ? 1 / (1 / alone - 1 / baseline.requests) : Number.POSITIVE_INFINITY;
}

/** The standard error of the logarithm of the ratio of the two quantiles. */
export function ratioError(plan: QuantilePlan, canary: number, baseline: number): number {
  return Math.sqrt(quantileVariance(plan) * (1 / canary + 1 / baseline));
}

/** The probability of finding a rise by `regression` on so many requests. */
export function powerOn(plan: QuantilePlan, regression: number, canary: number, baseline: number): number {
  if (canary === 0 || baseline === 0) return plan.level;
  const { quantile, cdf } = errorLaw(plan);
  return cdf(Math.log1p(regression) / ratioError(plan, canary, baseline) - quantile(1 - plan.level));
}

/** The smallest rise that is found with the power of the plan on so many requests. */
export function smallestFound(plan: QuantilePlan, canary: number, baseline: number): number {
  if (canary === 0 || baseline === 0) return Number.POSITIVE_INFINITY;
  return Math.expm1(distance(plan) * ratioError(plan, canary, baseline));
}

/** Distance of the truth in standard errors that the power needs, beyond what the level allows for. */
function distance(plan: QuantilePlan): number {
  const { quantile } = errorLaw(plan);
  return quantile(1 - plan.level) + quantile(plan.power);
}

/** Distribution of the difference divided by its standard error. */
function errorLaw({ degreesOfFreedom: known }: QuantilePlan) {
  if (known === undefined) return { quantile: normalQuantile, cdf: normalCdf };
  return { quantile: (p: number) => studentQuantile(p, known), cdf: (t: number) => studentCdf(t, known) };
}

/**
 * Number of requests that a canary with this share of the traffic has to answer until a rise of a proportion from
 * `before` to `after` is found, one-sided, by the difference of both over its standard error (Fleiss, Levin and Paik,
 * 2003, 4.14 for unequal arms): (z(1 − α) √((1 + k) p̄(1 − p̄)) + z(1 − β) √(p₁(1 − p₁) + k p₀(1 − p₀)))² ÷ (p₁ − p₀)²,
 * k = f/(1 − f).
 */
export function requestsForProportion(
  { before, after }: { readonly before: number; readonly after: number },
  { level, power }: { readonly level: number; readonly power: number },
  share: number,
): number {
  if (after <= before || share >= 1) return Number.POSITIVE_INFINITY;
  const perBaseline = share / (1 - share);
  const common = (after * share + before * (1 - share)) * (1 - (after * share + before * (1 - share)));
  const alarms = normalQuantile(1 - level) * Math.sqrt((1 + perBaseline) * common);
  const finds = normalQuantile(power) * Math.sqrt(after * (1 - after) + perBaseline * before * (1 - before));
  return ((alarms + finds) / (after - before)) ** 2;
}
