import { FutureCount, sizeOfEvent } from "./counts.js";
import type { Interval } from "./interval.js";
import { Moments } from "./moments.js";
import { ruleOfThree } from "./proportion.js";
import { isRare } from "./rare.js";
import { solveIncreasing } from "./special-functions.js";
import { observedStrata, type Stratum } from "./strata.js";
import { studentCdf, studentQuantile } from "./student.js";

/** Where a single future observation is predicted from ranks instead of a model of its distribution. */
const byRanksFrom = 100;
/** So many values of a stratum have a rank of 2.5 %. */
const ranksMin = 39;
/** Whatever a bound says, equal values are likelier to come again than not. */
const differsMax = 0.5;

/** What is known of one future value. */
interface Predictive {
  /** The probability that it is at most x. */
  cdf(x: number): number;
  /** The least x with cdf(x) ≥ p. */
  quantile(p: number): number;
}

/**
 * Where one future value falls that comes from a stratum drawn by its probability: between two quantiles of the mixture
 * of what each stratum predicts. Null below two values, or where a stratum has a single one.
 *
 * A stratum predicts by ranks, where there are enough values in all; else by Student's distribution (of a single one
 * mean ± t·s·√(1 + 1/n); in a mixture of the logarithms, since what is positive scatters more widely above than below),
 * where values are rarely zero. Counts of what is rare have a Poisson count's; equal values the rule of three, at
 * `event`: what one more event adds.
 */
export function stratifiedPrediction(strata: readonly Stratum[], level = 0.95, event = 0): Interval | null {
  const observed = observedStrata(strata);
  const count = observed.reduce((sum, { values }) => sum + values.length, 0);
  if (count < 2 || observed.some(({ values }) => values.length < 2)) return null;
  const parts = observed.map(({ probability, values }) => {
    const hasRanks = count >= byRanksFrom && values.length >= ranksMin;
    return { probability, predictive: predictive(values, event, { hasRanks, isAlone: observed.length === 1 }) };
  });
  const tail = (1 - level) / 2;
  return { low: mixtureQuantile(parts, tail), high: mixtureQuantile(parts, 1 - tail) };
}

interface Part {
  readonly probability: number;
  readonly predictive: Predictive;
}

/** It lies between the quantiles of the parts. */
function mixtureQuantile(parts: readonly Part[], p: number): number {
  const ends = parts.map(({ predictive }) => predictive.quantile(p));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const cdf = (x: number) =>
    parts.reduce((sum, { probability, predictive }) => sum + probability * predictive.cdf(x), 0);
  return low === high || cdf(low) >= p ? low : solveIncreasing(cdf, p, low, high);
}

function predictive(
  values: readonly number[],
  event: number,
  { hasRanks, isAlone }: { readonly hasRanks: boolean; readonly isAlone: boolean },
): Predictive {
  if (hasRanks) return new Ranks(values);
  if (values.every((value) => value === values[0])) return new Same(values[0], values.length, event);
  if (isRare(values)) return new Counts(values, event);
  return isAlone || values.some((value) => value <= 0) ? new Student(values) : new LogStudent(values);
}

/** Straight between ranks p·(n + 1) (Hyndman and Fan's type 6), and nothing beyond the first and the last value. */
class Ranks implements Predictive {
  readonly #sorted: readonly number[];

  constructor(values: readonly number[]) {
    this.#sorted = values.toSorted((a, b) => a - b);
  }

  cdf(x: number): number {
    const above = this.#sorted.findIndex((value) => value > x);
    if (above === 0) return 0;
    if (above === -1) return 1;
    const [before, after] = [this.#sorted[above - 1], this.#sorted[above]];
    return (above + (x - before) / (after - before)) / (this.#sorted.length + 1);
  }

  quantile(p: number): number {
    const rank = Math.min(this.#sorted.length, Math.max(1, p * (this.#sorted.length + 1)));
    const before = this.#sorted[Math.floor(rank) - 1];
    const after = this.#sorted[Math.ceil(rank) - 1];
    return before + (after - before) * (rank - Math.floor(rank));
  }
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

  /** What was never there is only ever more than nothing; other values may be either way. */
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

class Student implements Predictive {
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

  quantile(p: number): number {
    return this.#mean + this.#scale * studentQuantile(p, this.#degreesOfFreedom);
  }
}

class LogStudent implements Predictive {
  readonly #logs: Student;

  constructor(values: readonly number[]) {
    this.#logs = new Student(values.map(Math.log));
  }

  cdf(x: number): number {
    return x <= 0 ? 0 : this.#logs.cdf(Math.log(x));
  }

  /** To twelve digits, on which engines with another last bit of log and exp agree. */
  quantile(p: number): number {
    return Number(Math.exp(this.#logs.quantile(p)).toPrecision(12));
  }
}
