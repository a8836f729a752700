import { stratifiedPrediction } from "../statistics/prediction.js";
import { meanInterval } from "../statistics/rare.js";
import { estimateMean, type Stratum } from "../statistics/strata.js";
import type { Measure } from "./metrics/measure.js";
import type { Estimate } from "./outcome.js";
import { type Run, type RunGroup, sample } from "./runs.js";

const nothing: Estimate = { value: null, low: null, high: null, predictedRange: null };

/** What the runs say of a measure. */
export function estimate(groups: readonly RunGroup[], measure: Pick<Measure, "value" | "event">): Estimate {
  return estimateOf(sample(groups, measure.value), usualEvent(groups, measure.event));
}

/** What one event adds: in the class of runs in which it adds most, since the others may have shown none. */
export function usualEvent(groups: readonly RunGroup[], event: Measure["event"]): number {
  return Math.max(0, ...groups.map((group) => meanOf([group], event)).filter(Number.isFinite));
}

/**
 * The mean of values that are never negative, its 95 % interval, and where one future run falls; `event` is what
 * one event adds.
 */
function estimateOf(strata: readonly Stratum[], event: number): Estimate {
  const { mean } = estimateMean(strata);
  if (Number.isNaN(mean)) return nothing;
  const interval = meanInterval(strata, 0.95, event);
  if (interval === null) return { ...nothing, value: mean };
  const range = stratifiedPrediction(strata, 0.95, event);
  return {
    value: mean,
    low: Math.max(0, interval.low),
    high: interval.high,
    predictedRange: range && [Math.max(0, range.low), range.high],
  };
}

/**
 * Estimates of values that ascend in every run, as p99, p99.9 and the maximum do: no lower end is below that of one
 * before, and no upper end above that of one after.
 */
export function ascending(estimates: readonly Estimate[]): readonly Estimate[] {
  const known = estimates.filter(isKnown);
  return estimates.map((estimate) => {
    if (!isKnown(estimate)) return estimate;
    const at = known.indexOf(estimate);
    const highest = (end: (one: KnownEstimate) => number) => Math.max(...known.slice(0, at + 1).map(end));
    const lowest = (end: (one: KnownEstimate) => number) => Math.min(...known.slice(at).map(end));
    return {
      value: estimate.value,
      low: Math.min(
        estimate.value,
        highest(({ low }) => low),
      ),
      high: Math.max(
        estimate.value,
        lowest(({ high }) => high),
      ),
      predictedRange: [highest(({ predictedRange: [low] }) => low), lowest(({ predictedRange: [, high] }) => high)],
    };
  });
}

type KnownEstimate = { readonly [Field in keyof Estimate]: NonNullable<Estimate[Field]> };

function isKnown(estimate: Estimate): estimate is KnownEstimate {
  return Object.values(estimate).every((field) => field !== null);
}

/** The probability-weighted mean over runs, leaving out runs without a value; NaN where none has one. */
export function meanOf(groups: readonly RunGroup[], value: (run: Run) => number): number {
  return estimateMean(sample(groups, value)).mean;
}
