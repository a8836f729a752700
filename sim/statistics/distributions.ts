import { gammaln } from "simple-statistics";

/** Φ(z), the probability that a standard normal value is at most z. */
export function normalCdf(z: number): number {
  const beyond = upperIncompleteGamma(0.5, (z * z) / 2) / 2;
  return z < 0 ? beyond : 1 - beyond;
}

/** The z with Φ(z) = p. */
export function normalQuantile(p: number): number {
  if (p < 0.5) return -normalQuantile(1 - p);
  if (p >= 1) return p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  return solveIncreasing(normalCdf, p, 0, 10);
}

/** The probability that a Student t variable is at most t; degrees of freedom need not be whole. */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  const beyond = incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2;
  return t < 0 ? beyond : 1 - beyond;
}

/** The t that a Student variable stays below with probability p. */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (p < 0.5) return -studentQuantile(1 - p, degreesOfFreedom);
  const x = betaQuantile(2 * (1 - p), degreesOfFreedom / 2, 0.5);
  return Math.sqrt((degreesOfFreedom * (1 - x)) / x);
}

/** The quantile of a beta distribution. */
export function betaQuantile(p: number, a: number, b: number): number {
  return solveIncreasing((x) => incompleteBeta(x, a, b), p, 0, 1);
}

const tiny = 1e-300;
const precision = 1e-15;
const iterationsMax = 10_000;

/** The regularized incomplete beta function I_x(a, b), by its continued fraction (Abramowitz and Stegun 26.5.8). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast only left of the mean; beyond it the mirrored function is read.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log1p(-x));
  const coefficient = (step: number): number => {
    const m = Math.floor(step / 2);
    return step % 2 === 0
      ? (m * (b - m) * x) / ((a + step - 1) * (a + step))
      : (-(a + m) * (a + b + m) * x) / ((a + step - 1) * (a + step));
  };
  return front / (a * continuedFraction(1, coefficient, () => 1));
}

/** The regularized upper incomplete gamma function Q(a, x): a series for small x, else a continued fraction. */
export function upperIncompleteGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - gammaln(a));
  if (x < a + 1) return 1 - front * gammaSeries(a, x);
  const fraction = continuedFraction(
    x + 1 - a,
    (step) => -step * (step - a),
    (step) => x + 2 * step + 1 - a,
  );
  return front / fraction;
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let step = 1; term > sum * precision; step++) {
    term *= x / (a + step);
    sum += term;
  }
  return sum;
}

/** b₀ + a₁/(b₁ + a₂/(b₂ + ...)) by Lentz's method; `first` is b₀. */
function continuedFraction(first: number, a: (step: number) => number, b: (step: number) => number): number {
  let value = first;
  let numerator = first;
  let denominator = 0;
  for (let step = 1; step < iterationsMax; step++) {
    denominator = 1 / awayFromZero(b(step) + a(step) * denominator);
    numerator = awayFromZero(b(step) + a(step) / numerator);
    const factor = numerator * denominator;
    value *= factor;
    if (Math.abs(factor - 1) < precision) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/**
 * Solves `increasing(x) = target` for x between `low` and `high` by bisection, to twelve digits: engines whose exp and
 * log differ in the last bit agree on those.
 */
export function solveIncreasing(increasing: (x: number) => number, target: number, low: number, high: number): number {
  let [below, above] = [low, high];
  for (let step = 0; step < 100; step++) {
    const middle = (below + above) / 2;
    if (increasing(middle) < target) below = middle;
    else above = middle;
  }
  return Number(((below + above) / 2).toPrecision(12));
}
