import type { ObservedStep } from "../../facts/aspects/observed-rollout.js";
import type { Estimate } from "../../facts/estimates.js";
import {
  hasRisen,
  plainForm,
  planOf,
  planRange,
  type QuantilePlan,
  type QuantileRatio,
  type TestForm,
  testSeen,
} from "../../statistics/index.js";
import { nothing } from "../estimate.js";
import type { CanaryQuestion, CanaryStep } from "./outcome.js";
import { meanOfRuns, riseOfRuns, shareOf } from "./shares.js";

/** The quantile that is looked at. */
const p = 0.99;

/** What is known of the latency before anything is compared. */
export type KnownLatency = Pick<CanaryStep, "sigma" | "inflation" | "varianceRange">;

/** The test of p99 after some time in a step: how it has to be held, and what it is planned with. */
export interface TestAfter extends KnownLatency {
  /** When the runs were looked at; null where they tell nothing. */
  readonly minutes: number | null;
  /** One per run. */
  readonly looks: readonly QuantileRatio[];
  readonly scatter: Estimate;
  readonly healthyRise: Estimate;
  /** Logarithm of that where it is beyond chance, otherwise 0. */
  readonly shift: number;
  readonly form: TestForm;
  readonly plan: QuantilePlan;
}

/**
 * The test after so many minutes of a step, as shown by the runs that came to it; where they show nothing, as known
 * before.
 */
export function testAfter(
  minutes: number,
  seen: readonly ObservedStep[],
  { level, power }: CanaryQuestion,
  before: KnownLatency,
): TestAfter {
  const found = seen.flatMap((step) => lookAfter(step, minutes) ?? []);
  if (found.length === 0) {
    const { sigma, inflation, varianceRange } = before;
    const plan = { p, level, power, sigma: sigma.value ?? Number.NaN, inflation: inflation.value ?? 1 };
    const unseen = { minutes: null, looks: [], scatter: nothing, healthyRise: nothing, shift: 0, form: plainForm };
    return { ...unseen, sigma, inflation, varianceRange, plan };
  }
  const told = testSeen(found);
  return {
    minutes: found[0].minutes,
    looks: found,
    sigma: meanOfRuns(told.sigmas),
    inflation: meanOfRuns(told.inflations),
    varianceRange: planRange(found, told),
    scatter: told.scatter === null ? nothing : { ...told.scatter, predictedRange: null },
    healthyRise: riseOfRuns(found.map(({ logRatio }) => logRatio)),
    shift: told.shift,
    form: told.form,
    plan: planOf(told, { p, level, power }),
  };
}

/** Results of the test in the simulated runs: of a canary that is slower by a rise, and of a healthy one. */
export function judgedBy({ looks, form }: TestAfter, rise: number, level: number) {
  const slower = (look: QuantileRatio) => ({ ...look, logRatio: look.logRatio + Math.log1p(rise) });
  return {
    powerSimulated: shareOf(looks.map((look) => hasRisen(slower(look), level, form))),
    falseAlarms: shareOf(looks.map((look) => hasRisen(look, level, form))),
  };
}

/** Rate of false alarms where the test of a healthy canary is looked at continuously. */
export function peekedAt(seen: readonly ObservedStep[], form: TestForm, level: number): Estimate {
  const looked = seen.filter((step) => step.looks.length > 0);
  return shareOf(looked.map((step) => step.looks.some((look) => hasRisen(look, level, form))));
}

/** Minutes by which a step that should last as long may have been looked at before. */
const early = 0.01;

/** Whether runs were looked at after so long, and not only until then. */
export function isReached(test: TestAfter, minutes: number): boolean {
  return test.minutes !== null && test.minutes >= minutes - early;
}

/** Launches between steps make a step last longer than planned; one that the run's end cuts off tells what it can. */
function lookAfter({ looks }: ObservedStep, minutes: number) {
  return looks.find((look) => look.minutes >= minutes - early) ?? looks.at(-1);
}

/** The rise that the test sees of a canary with this regression: less where a healthy one is faster than the baseline. */
export function shownAs(regression: number, shift: number): number {
  return Math.expm1(Math.log1p(regression) + shift);
}

/** The regression of a canary of which the test sees this rise. */
export function behind(shown: number, shift: number): number {
  return Math.expm1(Math.log1p(shown) - shift);
}
