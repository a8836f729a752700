import { sampleCorrelation } from "simple-statistics";
import { studentQuantile } from "./distributions.js";

/** Mean and variance of a stream of values in one pass (Welford, 1962). */
export class Moments {
  #count = 0;
  #sum = 0;
  #mean = 0;
  #squares = 0;

  static of(values: Iterable<number>): Moments {
    const moments = new Moments();
    for (const value of values) moments.add(value);
    return moments;
  }

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    const difference = value - this.#mean;
    this.#mean += difference / this.#count;
    this.#squares += difference * (value - this.#mean);
  }

  get count(): number {
    return this.#count;
  }

  /** NaN without any value. From the sum, since counts then have a mean without rounding noise. */
  get mean(): number {
    return this.#sum / this.#count;
  }

  /** The unbiased sample variance; NaN below two values. */
  get variance(): number {
    return this.#count < 2 ? Number.NaN : this.#squares / (this.#count - 1);
  }

  get standardDeviation(): number {
    return Math.sqrt(this.variance);
  }
}

/** Observations of one class of runs, and how probable that class is; probabilities are weights, of any sum. */
export interface Stratum {
  readonly probability: number;
  readonly values: readonly number[];
}

/** A mean, what is uncertain about it, and how widely single observations scatter around it. */
export interface MeanEstimate {
  readonly mean: number;
  /** Variance of one observation, drawn from the strata by their probabilities. */
  readonly variance: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/** Observations that are not stratified, as one certain stratum. */
export function unstratified(values: readonly number[]): readonly Stratum[] {
  return [{ probability: 1, values }];
}

/** The strata that have observations, with probabilities that add up to one. */
export function observedStrata(strata: readonly Stratum[]): readonly Stratum[] {
  const observed = strata.filter((stratum) => stratum.values.length > 0);
  const total = observed.reduce((sum, stratum) => sum + stratum.probability, 0);
  return observed.map(({ probability, values }) => ({ probability: probability / total, values }));
}

/**
 * The probability-weighted mean over strata, its standard error √(Σ pₖ² sₖ²/nₖ), and the degrees of freedom of that
 * error after Satterthwaite (1946). NaN where a stratum has a single observation, or there is none at all.
 */
export function estimateMean(strata: readonly Stratum[]): MeanEstimate {
  const parts = observedStrata(strata).map(({ probability, values }) => {
    const { count, mean, variance } = Moments.of(values);
    return { probability, count, mean, variance, error: (probability ** 2 * variance) / count };
  });
  if (parts.length === 0) return { mean: NaN, variance: NaN, standardError: NaN, degreesOfFreedom: NaN };
  const total = (term: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((sum, part) => sum + term(part), 0);
  const mean = total((part) => part.probability * part.mean);
  const error = total((part) => part.error);
  return {
    mean,
    variance: total((part) => part.probability * (part.variance + (part.mean - mean) ** 2)),
    standardError: Math.sqrt(error),
    degreesOfFreedom:
      error === 0 ? total((part) => part.count - 1) : error ** 2 / total((part) => part.error ** 2 / (part.count - 1)),
  };
}

/** Pearson's correlation of values, pair by pair; NaN where one side does not vary. */
export function correlation(first: readonly number[], second: readonly number[]): number {
  return first.length < 2 ? Number.NaN : sampleCorrelation([...first], [...second]);
}

/** Effect of pairing on the difference of two stratified means of paired values; NaN where nothing varies. */
export interface Pairing {
  /** Correlation of the two means: Pearson's where there is one stratum. */
  readonly correlation: number;
  /** 1 − var(b − a) ÷ (var a + var b): what common random numbers saved. */
  readonly varianceReduction: number;
}

export function pairingOf(first: readonly Stratum[], second: readonly Stratum[]): Pairing {
  const differences = first.map(({ probability, values }, at) => ({
    probability,
    values: values.map((value, i) => second[at].values[i] - value),
  }));
  const [ofFirst, ofSecond, ofDifference] = [first, second, differences].map(
    (strata) => estimateMean(strata).standardError ** 2,
  );
  const sum = ofFirst + ofSecond;
  return {
    correlation: (sum - ofDifference) / (2 * Math.sqrt(ofFirst * ofSecond)),
    varianceReduction: 1 - ofDifference / sum,
  };
}

const groupsMax = 50;

/** Leaves out each value in turn, or each of fifty groups where there are more: the strata that are left, of both sides. */
function leftOut(first: readonly Stratum[], second: readonly Stratum[]): readonly (readonly (readonly Stratum[])[])[] {
  const count = Math.max(...first.map(({ values }) => values.length));
  const groups = Math.min(count, groupsMax);
  return Array.from({ length: groups }, (_, group) =>
    [first, second].map((strata) =>
      strata.map(({ probability, values }) => ({
        probability,
        values: values.filter((_, at) => Math.floor((at * groups) / count) !== group),
      })),
    ),
  );
}

/**
 * The 95 % interval of the ratio of the variances with and without common random numbers, 1 ÷ (1 − reduction): Student's around
 * the logarithm, with the standard error of a jackknife over replications. Null where it has none.
 */
export function varianceRatioInterval(
  first: readonly Stratum[],
  second: readonly Stratum[],
): { readonly low: number; readonly high: number } | null {
  const logOf = (one: readonly Stratum[], other: readonly Stratum[]) =>
    -Math.log(1 - pairingOf(one, other).varianceReduction);
  const whole = logOf(first, second);
  const others = leftOut(first, second).map(([one, other]) => logOf(one, other));
  if (others.length < jackknifeMin || ![whole, ...others].every(Number.isFinite)) return null;
  const { mean } = Moments.of(others);
  const squares = others.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = studentQuantile(0.975, others.length - 1) * Math.sqrt(((others.length - 1) / others.length) * squares);
  return { low: Math.exp(whole - half), high: Math.exp(whole + half) };
}

/** Fewer tell little of how a variance scatters. */
const jackknifeMin = 10;
