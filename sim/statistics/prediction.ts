import { solveIncreasing, studentCdf, studentQuantile } from "./distributions.js";
import { FutureCount, type Interval, isRare, ruleOfThree, sizeOfEvent } from "./interval.js";
import { Moments, observedStrata, type Stratum } from "./moments.js";

/** From this number of values on, a single stratum is predicted by ranks instead of by Student's distribution. */
const byRanksFrom = 100;
/** Whatever a bound says, equal values are likelier to come again than not. */
const differsMax = 0.5;

/** Distribution of one future value. */
interface Predictive {
  /** The probability that it is at most x. */
  cdf(x: number): number;
  /** The least x with cdf(x) ≥ p. */
  quantile(p: number): number;
}

/**
 * Interval of one future value from a stratum that is drawn by its probability: between two quantiles of the mixture of
 * each stratum's prediction. Null below two values, or where a stratum has a single one.
 *  A single stratum of fewer than 100 values predicts by Student's distribution, mean ± t·s·√(1 + 1/n). Others predict
 * by ranks: each gap between n values holds 1/(n + 1) of the probability, and beyond the first and last value there is
 * a tail of Student's distribution. Counts of rare events have a Poisson distribution; equal values use the rule of
 * three, at `event`: what one more event adds.
 */
export function stratifiedPrediction(strata: readonly Stratum[], level = 0.95, event = 0): Interval | null {
  const observed = observedStrata(strata);
  if (observed.length === 0 || observed.some(({ values }) => values.length < 2)) return null;
  const isAlone = observed.length === 1 && observed[0].values.length < byRanksFrom;
  const parts = observed.map(({ probability, values }) => ({
    probability,
    predictive: predictive(values, event, isAlone),
  }));
  const tail = (1 - level) / 2;
  return { low: mixtureQuantile(parts, tail), high: mixtureQuantile(parts, 1 - tail) };
}

/**
 * Lower ends for values above zero whose Student's distribution reaches below: Student's of their logarithms, for the mean
 * (that of the logarithms is the lower one) and for one future value. Zero where there are several strata.
 */
export function lowEndsOfLogs(strata: readonly Stratum[], level = 0.95): { ofMean: number; ofOne: number } {
  const [{ values }, ...others] = observedStrata(strata);
  if (others.length > 0 || values.length < 2 || values.some((value) => value <= 0)) return { ofMean: 0, ofOne: 0 };
  const tail = (1 - level) / 2;
  const { mean, standardDeviation } = Moments.of(values.map(Math.log));
  const error = (standardDeviation / Math.sqrt(values.length)) * studentQuantile(tail, values.length - 1);
  return { ofMean: rounded(Math.exp(mean + error)), ofOne: new LogStudent(values).quantile(tail) };
}

interface Part {
  readonly probability: number;
  readonly predictive: Predictive;
}

/** Quantile of the mixture; it lies between the quantiles of its parts. */
function mixtureQuantile(parts: readonly Part[], p: number): number {
  const ends = parts.map(({ predictive }) => predictive.quantile(p));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const cdf = (x: number) =>
    parts.reduce((sum, { probability, predictive }) => sum + probability * predictive.cdf(x), 0);
  return low === high || cdf(low) >= p ? low : solveIncreasing(cdf, p, low, high);
}

function predictive(values: readonly number[], event: number, isAlone: boolean): Predictive {
  if (values.every((value) => value === values[0])) return new Same(values[0], values.length, event);
  if (isRare(values)) return new Counts(values, event);
  return isAlone ? new Student(values) : new Ranks(values);
}

/** Straight between ranks p·(n + 1) (Hyndman and Fan's type 6), and beyond them what a model says of its tails. */
class Ranks implements Predictive {
  readonly #sorted: readonly number[];
  readonly #tails: Tails;

  constructor(values: readonly number[]) {
    this.#sorted = values.toSorted((a, b) => a - b);
    // Positive values scatter more widely above than below.
    this.#tails = this.#sorted[0] > 0 ? new LogStudent(values) : new Student(values);
  }

  cdf(x: number): number {
    const gaps = this.#sorted.length + 1;
    const [first, last] = [this.#sorted[0], this.#sorted[gaps - 2]];
    if (x < first) return share(this.#tails.cdf(x), this.#tails.cdf(first)) / gaps;
    if (x >= last) return 1 - share(this.#tails.above(x), this.#tails.above(last)) / gaps;
    const next = this.#sorted.findIndex((value) => value > x);
    const [before, after] = [this.#sorted[next - 1], this.#sorted[next]];
    return (next + (x - before) / (after - before)) / gaps;
  }

  quantile(p: number): number {
    const gaps = this.#sorted.length + 1;
    const rank = p * gaps;
    const [first, last] = [this.#sorted[0], this.#sorted[gaps - 2]];
    if (rank < 1) return finite(this.#tails.quantile(rank * this.#tails.cdf(first)), first);
    if (rank > gaps - 1) return finite(this.#tails.exceededBy((gaps - rank) * this.#tails.above(last)), last);
    const before = this.#sorted[Math.floor(rank) - 1];
    return before + (this.#sorted[Math.ceil(rank) - 1] - before) * (rank - Math.floor(rank));
  }
}

/** Nothing lies beyond a value that the model holds for impossible. */
function share(beyond: number, all: number): number {
  return all === 0 ? 0 : beyond / all;
}

function finite(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}

/** A value that was the same in all runs: another run differs from it as rarely as the rule of three allows. */
class Same implements Predictive {
  readonly #value: number;
  readonly #event: number;
  readonly #differs: number;

  constructor(value: number, count: number, event: number) {
    this.#value = value;
    this.#event = event;
    this.#differs = event === 0 ? 0 : Math.min(differsMax, ruleOfThree(count));
  }

  /** Probability below the smallest value; 0 where all values are zero, since counts cannot be less. */
  get #below(): number {
    return this.#value === 0 ? 0 : this.#differs / 2;
  }

  cdf(x: number): number {
    if (x >= this.#value + this.#event) return 1;
    if (x >= this.#value) return 1 - this.#differs + this.#below;
    return x >= this.#value - this.#event ? this.#below : 0;
  }

  quantile(p: number): number {
    if (p <= this.#below) return this.#value - this.#event;
    return p <= 1 - this.#differs + this.#below ? this.#value : this.#value + this.#event;
  }
}

/** A count of rare events, each of its usual size. */
class Counts implements Predictive {
  readonly #size: number;
  readonly #count: FutureCount;

  constructor(values: readonly number[], event: number) {
    this.#size = sizeOfEvent(values, event);
    this.#count = new FutureCount((Moments.of(values).mean * values.length) / this.#size, values.length);
  }

  cdf(x: number): number {
    return this.#count.cdf(x / this.#size);
  }

  quantile(p: number): number {
    return this.#count.quantile(p) * this.#size;
  }
}

/** A distribution of which both tails are told apart, so that a small one keeps its digits. */
interface Tails extends Predictive {
  /** The probability of more than x. */
  above(x: number): number;
  /** The x that is exceeded with probability q. */
  exceededBy(q: number): number;
}

class Student implements Tails {
  readonly #mean: number;
  readonly #scale: number;
  readonly #degreesOfFreedom: number;

  constructor(values: readonly number[]) {
    const { mean, standardDeviation } = Moments.of(values);
    this.#mean = mean;
    this.#scale = standardDeviation * Math.sqrt(1 + 1 / values.length);
    this.#degreesOfFreedom = values.length - 1;
  }

  cdf(x: number): number {
    return studentCdf((x - this.#mean) / this.#scale, this.#degreesOfFreedom);
  }

  above(x: number): number {
    return studentCdf((this.#mean - x) / this.#scale, this.#degreesOfFreedom);
  }

  quantile(p: number): number {
    return this.#mean + this.#scale * studentQuantile(p, this.#degreesOfFreedom);
  }

  exceededBy(q: number): number {
    return this.#mean - this.#scale * studentQuantile(q, this.#degreesOfFreedom);
  }
}

/** Tails of positive values: Student's distribution of their logarithms. */
class LogStudent implements Tails {
  readonly #logs: Student;

  constructor(values: readonly number[]) {
    this.#logs = new Student(values.map(Math.log));
  }

  cdf(x: number): number {
    return x <= 0 ? 0 : this.#logs.cdf(Math.log(x));
  }

  above(x: number): number {
    return x <= 0 ? 1 : this.#logs.above(Math.log(x));
  }

  quantile(p: number): number {
    return rounded(Math.exp(this.#logs.quantile(p)));
  }

  exceededBy(q: number): number {
    return rounded(Math.exp(this.#logs.exceededBy(q)));
  }
}

/** Rounds to twelve digits, on which engines with another last bit of log and exp agree. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
