import type { QuantilePlan } from "./canary-size.js";
import { confidenceInterval, type Interval, varianceInterval } from "./interval.js";
import { Moments } from "./moments.js";
import { errorOf, plainForm, type QuantileRatio, slowWaves, type TestForm } from "./quantile-test.js";
import { pseudoValues } from "./tail.js";

/** What runs of equal revisions show about a test that compares a quantile of both after the same time. */
export interface TestSeen {
  readonly form: TestForm;
  /** Variance of the ratio between runs over what the test, without a factor, takes it for. */
  readonly scatter: { readonly value: number; readonly low: number; readonly high: number } | null;
  /**
   * Logarithm of the healthy canary's quantile over the baseline's, where runs show beyond chance that it is not 0: a canary
   * whose tasks have less to do is faster than the baseline, and hides a part of a regression.
   */
  readonly shift: number;
  /** Factor by which dependence multiplies the variance, for each run. */
  readonly inflations: readonly number[];
  readonly sigmas: readonly number[];
  /** Degrees of freedom of the standard error; undefined where it is as good as known. */
  readonly degreesOfFreedom: number | undefined;
}

/**
 * Number of stretches from which the standard error is as good as known: Student's quantile then asks for under 3 %
 * more answers.
 */
const knownFrom = 59;
/** Largest share of the variance that may be missed by using only the slowest waves. */
const missedMost = 0.01;

/**
 * Confidence required before runs are said to scatter by more than the test assumes; high, since each step is asked
 * several times.
 */
const certainty = 0.99;

/**
 * Chooses the form of the test from runs. Where what a stretch adds to the error depends on the stretch before, the
 * standard error is estimated by so few of the slowest waves that they miss little. Where runs of equal revisions still
 * scatter by more than that, beyond chance, it is multiplied by what they show.
 */
export function testSeen(looks: readonly QuantileRatio[]): TestSeen {
  const count = Math.min(...looks.map(({ degreesOfFreedom }) => degreesOfFreedom)) + 1;
  const waves = wavesFor(Moments.of(looks.map(({ adjacent }) => adjacent)).mean, count);
  const bare: TestForm = { ...plainForm, waves };
  const scatter = scatterOf(looks, bare);
  const isWide = scatter !== null && varianceInterval(scatter.value, looks.length - 1, certainty).low > 1;
  const factor = isWide ? Math.sqrt(scatter.value) : 1;
  const form = { waves, factor };
  const { degreesOfFreedom } = errorOf(looks[0], form);
  return {
    form,
    scatter,
    shift: shiftOf(looks),
    inflations: looks.map((look) => look.inflation * (errorOf(look, form).standardError / look.standardError) ** 2),
    sigmas: looks.map(({ sigma }) => sigma),
    degreesOfFreedom: degreesOfFreedom >= knownFrom ? undefined : degreesOfFreedom,
  };
}

function shiftOf(looks: readonly QuantileRatio[]): number {
  const logs = looks.map(({ logRatio }) => logRatio);
  const interval = confidenceInterval(logs, certainty);
  return interval === null || (interval.low <= 0 && interval.high >= 0) ? 0 : Moments.of(logs).mean;
}

/** The plan of that test. */
export function planOf(
  { sigmas, inflations, degreesOfFreedom }: TestSeen,
  asked: Pick<QuantilePlan, "p" | "level" | "power">,
): QuantilePlan {
  const [sigma, inflation] = [sigmas, inflations].map((values) => Moments.of(values).mean);
  return { ...asked, sigma, inflation, degreesOfFreedom };
}

/** Fewer runs tell nothing of how sure a plan is. */
const runsMin = 3;

/**
 * Interval (95 %) of the variance that a test is planned with, as shares of that variance: by the jackknife of its logarithm
 * over runs (Quenouille, 1956). The factor of the test is estimated anew without each run, its number of waves is kept.
 */
export function planRange(looks: readonly QuantileRatio[], { form, sigmas, inflations }: TestSeen): Interval | null {
  if (looks.length < runsMin) return null;
  const logVariance = (kept: readonly number[]) => {
    const mean = (values: readonly number[]) => Moments.of(kept.map((at) => values[at])).mean;
    const own = kept.map((at) => looks[at]);
    const scatter = form.factor > 1 ? scatterOf(own, { ...form, factor: 1 })!.value / form.factor ** 2 : 1;
    return 2 * Math.log(mean(sigmas)) + Math.log(mean(inflations)) + Math.log(scatter);
  };
  const all = looks.map((_, at) => at);
  const leftOut = all.map((left) => logVariance(all.filter((at) => at !== left)));
  const interval = confidenceInterval(pseudoValues(logVariance(all), leftOut))!;
  const half = (interval.high - interval.low) / 2;
  return { low: Math.exp(-half), high: Math.exp(half) };
}

/**
 * Number of slowest waves that miss at most a hundredth of the variance: with a correlation φ from one stretch to the
 * next that decays geometrically, k of n waves miss approximately π² k² φ ÷ (3 n² (1 − φ)²).
 */
function wavesFor(adjacent: number, stretches: number): TestForm["waves"] {
  const correlation = Math.min(0.99, Math.max(0, adjacent));
  const missedBy = (waves: number) =>
    (Math.PI ** 2 * waves ** 2 * correlation) / (3 * stretches ** 2 * (1 - correlation) ** 2);
  if (missedBy(stretches - 1) <= missedMost) return null;
  return slowWaves.find((waves) => missedBy(waves) <= missedMost) ?? slowWaves[slowWaves.length - 1];
}

function scatterOf(looks: readonly QuantileRatio[], form: TestForm): TestSeen["scatter"] {
  if (looks.length < 2) return null;
  const { variance } = Moments.of(looks.map(({ logRatio }) => logRatio));
  const taken = Moments.of(looks.map((look) => errorOf(look, form).standardError ** 2)).mean;
  const value = variance / taken;
  return { value, ...varianceInterval(value, looks.length - 1) };
}
