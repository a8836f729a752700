import type { Estimate } from "../../facts/estimates.js";
import { confidenceInterval, Moments, proportionInterval, ruleOfThree } from "../../statistics/index.js";
import { nothing } from "../estimate.js";

/** The share of runs that show something, with its exact interval; of none "at most 3/n". */
export function shareOf(shown: readonly boolean[]): Estimate {
  const count = shown.length;
  if (count === 0) return nothing;
  const yes = shown.filter(Boolean).length;
  const value = yes / count;
  if (count === 1) return { ...nothing, value };
  const few = Math.min(1, ruleOfThree(count));
  const { low, high } =
    yes === 0 ? { low: 0, high: few } : yes === count ? { low: 1 - few, high: 1 } : proportionInterval(yes, count);
  return { value, low, high, predictedRange: null };
}

/** The mean of what runs tell, with Student's interval; of those that tell nothing, nothing. */
export function meanOfRuns(values: readonly number[]): Estimate {
  const told = values.filter((value) => !Number.isNaN(value));
  if (told.length === 0) return nothing;
  const interval = confidenceInterval(told);
  const { mean } = Moments.of(told);
  return { value: mean, low: interval?.low ?? null, high: interval?.high ?? null, predictedRange: null };
}

/** The mean rise of a ratio whose logarithm runs tell, with its interval: 0.15 where it is 1.15. */
export function riseOfRuns(logs: readonly number[]): Estimate {
  const { value, low, high } = meanOfRuns(logs);
  const rise = (log: number | null) => (log === null ? null : Math.expm1(log));
  return { value: rise(value), low: rise(low), high: rise(high), predictedRange: null };
}

/** The same of what cannot be below nothing: times, and counts. */
export function amountOfRuns(values: readonly number[]): Estimate {
  const mean = meanOfRuns(values);
  return mean.low === null ? mean : { ...mean, low: Math.max(0, mean.low) };
}
