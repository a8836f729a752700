import type { Estimate } from "../facts/estimates.js";
import { meanInterval } from "../statistics/interval.js";
import { estimateMean, type Stratum } from "../statistics/moments.js";
import { lowEndsOfLogs, stratifiedPrediction } from "../statistics/prediction.js";
import type { Reading } from "./reading.js";
import { type Run, type RunGroup, sample } from "./runs.js";

/** A reading that an estimate is made from, of runs or of samples. */
type Readable<R> = Pick<Reading<R>, "value" | "event" | "most" | "isPositive">;

/** The estimate where no run has a value. */
export const nothing: Estimate = { value: null, low: null, high: null, predictedRange: null };

/** The estimate of a reading over all runs. */
export function estimate<R = Run>(groups: readonly RunGroup<R>[], reading: Readable<R>): Estimate {
  const estimate = estimateOf(sample(groups, reading.value), usualEvent(groups, reading.event));
  return reading.most === undefined ? estimate : possible(estimate, groups, { ...reading, most: reading.most });
}

/** No end of an interval or a range is where no value can be. */
function possible<R>(
  { value, low, high, predictedRange }: Estimate,
  groups: readonly RunGroup<R>[],
  reading: Pick<Readable<R>, "value" | "isPositive"> & Required<Pick<Readable<R>, "most">>,
): Estimate {
  if (value === null || low === null || high === null) return { value, low, high, predictedRange };
  const strata = sample(groups, reading.value);
  const most = mostOf(groups, reading);
  const above = reading.isPositive ? lowEndsOfLogs(strata) : { ofMean: 0, ofOne: 0 };
  return {
    value,
    low: low > 0 ? low : above.ofMean,
    high: Math.min(high, most),
    predictedRange: predictedRange && [
      predictedRange[0] > 0 ? predictedRange[0] : above.ofOne,
      Math.min(predictedRange[1], most),
    ],
  };
}

/** Upper bound of the values: the reading's, or a larger one that occurred, since a histogram rounds. */
export function mostOf<R = Run>(
  groups: readonly RunGroup<R>[],
  { value, most }: { readonly value: (run: R) => number; readonly most?: ((run: R) => number) | undefined },
): number {
  if (most === undefined) return Number.POSITIVE_INFINITY;
  const runs = groups.flatMap((group) => group.runs);
  return Math.max(...[...runs.map(most), ...runs.map(value)].filter((one) => !Number.isNaN(one)));
}

/**
 * The amount that one event adds, taken from the class of runs where it adds most, since others may have shown none.
 */
export function usualEvent<R = Run>(groups: readonly RunGroup<R>[], event: (run: R) => number): number {
  return Math.max(0, ...groups.map((group) => meanOf([group], event)).filter(Number.isFinite));
}

/**
 * The amount that one event adds to the difference of a pair; 0 where both runs took the same course, event by event,
 * since then only their prices differ.
 */
export function eventOfPairs<R>(
  groups: readonly RunGroup<R>[],
  event: (run: R) => number,
  isSameCourse: (run: R) => boolean,
): number {
  return usualEvent(groups, (run) => (isSameCourse(run) ? 0 : event(run)));
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

/** The probability-weighted mean over runs, leaving out runs without a value; NaN where none has one. */
export function meanOf<R = Run>(groups: readonly RunGroup<R>[], value: (run: R) => number): number {
  return estimateMean(sample(groups, value)).mean;
}
