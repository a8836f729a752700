import { alone, type Estimate } from "../../facts/estimates.js";
import { type Interval, meanInterval, proportionInterval } from "../../statistics/interval.js";
import { estimateMean, Moments, observedStrata, type Stratum } from "../../statistics/moments.js";
import type { ObjectiveOutcome, Verdict } from "../outcome.js";
import type { Limits } from "./objective.js";

/** A verdict and on what it stands, where that is not Student's bound over replications. */
export interface FoundVerdict {
  readonly verdict: Verdict;
  readonly basis: string | null;
  /** For an undecided mean: its one-sided 95 % bounds, which enclose the limit. */
  readonly bounds?: Interval;
}

/** The two-sided level whose ends are one-sided 95 % bounds. */
export const twoSidedLevel = 0.9;

/**
 * Whether a mean over runs lies inside limits, by its one-sided 95 % bounds; `event` is what one more event adds. Where
 * all runs are equal and the limit is their very value ("lost <= 0"), no bound could ever decide: the value does.
 */
export function decideMean(strata: readonly Stratum[], limits: Limits, event = 0): FoundVerdict {
  const values = observedStrata(strata).flatMap((stratum) => stratum.values);
  if (values.length === 0) return { verdict: "not evaluated", basis: "nothing to measure" };
  const isSame = values.every((value) => value === values[0]);
  const interval = meanInterval(strata, twoSidedLevel, event);
  if (isSame && (interval === null || values[0] === limits.min || values[0] === limits.max)) {
    return { verdict: isInside(values[0], limits) ? "met" : "missed", basis: sameBasis(values.length) };
  }
  if (interval === null) return { verdict: "undecided", basis: "a stratum has a single replication" };
  const basis = isSame ? sameBasis(values.length) : interval.basis === "student" ? null : occurrences(values);
  if (isInside(interval.low, limits) && isInside(interval.high, limits)) return { verdict: "met", basis };
  const isOutside = interval.high < limits.min || interval.low > limits.max;
  return isOutside ? { verdict: "missed", basis } : { verdict: "undecided", basis, bounds: interval };
}

/** Whether enough runs hold (1) rather than not (0), by exact one-sided 95 % bounds of their share. */
export function decideShare(strata: readonly Stratum[], required: number): FoundVerdict {
  const observed = observedStrata(strata);
  const values = observed.flatMap((stratum) => stratum.values);
  if (values.length === 0) return { verdict: "not evaluated", basis: "nothing to measure" };
  if (values.every((value) => value === values[0])) {
    return { verdict: values[0] >= required ? "met" : "missed", basis: null };
  }
  const { low, high } = shareBounds(observed, observed.length);
  if (low >= required) return { verdict: "met", basis: null };
  return { verdict: high < required ? "missed" : "undecided", basis: null };
}

/** A type of a month's days: how many the month has, and what simulated ones say of an objective: 1 where they hold it. */
export interface DaysHeld {
  readonly days: number;
  readonly strata: readonly Stratum[];
}

/** Whether enough months hold, each where all of its days do; the shares of days that do have exact bounds at once. */
export function decideMonths(types: readonly DaysHeld[], required: number): FoundVerdict {
  const observed = types.map(({ days, strata }) => ({ days, strata: observedStrata(strata) }));
  const all = observed.flatMap(({ strata }) => strata);
  const values = all.flatMap((stratum) => stratum.values);
  if (observed.some(({ strata }) => strata.length === 0))
    return { verdict: "not evaluated", basis: "nothing to measure" };
  if (values.every((value) => value === values[0])) {
    return { verdict: values[0] >= required ? "met" : "missed", basis: null };
  }
  const { low, high } = monthBounds(observed, twoSidedLevel);
  if (low >= required) return { verdict: "met", basis: null };
  return { verdict: high < required ? "missed" : "undecided", basis: null };
}

/** Bounds of the share of months that hold: those of every type and class of days at once. */
function monthBounds(types: readonly DaysHeld[], atOnce: number): Interval {
  const count = types.reduce((sum, { strata }) => sum + strata.length, 0);
  let [low, high] = [1, 1];
  for (const { days, strata } of types) {
    const bounds = shareBounds(strata, count, atOnce);
    low *= bounds.low ** days;
    high *= bounds.high ** days;
  }
  return { low, high };
}

/** The share of months all of whose days hold, with its interval; single days have none. */
export function monthEstimate(types: readonly DaysHeld[]): Estimate {
  const share = types.reduce((product, { days, strata }) => product * estimateMean(strata).mean ** days, 1);
  const observed = types.map(({ days, strata }) => ({ days, strata: observedStrata(strata) }));
  if (observed.every(({ strata }) => strata.every(({ values }) => values.length < 2))) return alone(share);
  return { ...alone(share), ...monthBounds(observed, 0.95) };
}

/** Exact bounds of the share of runs that hold: all of so many strata keep theirs at once at this level (Bonferroni). */
function shareBounds(observed: readonly Stratum[], count: number, atOnce = twoSidedLevel): Interval {
  const level = 1 - (1 - atOnce) / count;
  let [low, high] = [0, 0];
  for (const stratum of observed) {
    const holds = Moments.of(stratum.values).mean * stratum.values.length;
    const interval = proportionInterval(Math.round(holds), stratum.values.length, level);
    low += stratum.probability * interval.low;
    high += stratum.probability * interval.high;
  }
  return { low, high };
}

/** The share of runs that hold, with its interval; one run has none. */
export function shareEstimate(strata: readonly Stratum[]): Estimate {
  const { mean } = estimateMean(strata);
  const observed = observedStrata(strata);
  if (observed.every(({ values }) => values.length < 2)) return alone(mean);
  return { ...alone(mean), ...shareBounds(observed, observed.length, 0.95) };
}

/** Whether a value is allowed. */
export function isInside(value: number, { min, max }: Limits): boolean {
  return value >= min && value <= max;
}

/** Distance of a value to the nearest limit; negative outside. */
export function margin(value: number, { min, max }: Limits): number {
  return Math.min(value - min, max - value);
}

function sameBasis(count: number): string | null {
  return count === 1 ? null : `the same in all ${count} replications`;
}

function occurrences(values: readonly number[]): string {
  return `non-zero in ${values.filter((value) => value !== 0).length} of ${values.length} replications`;
}

/** A verdict with the number behind it. */
export type Judgement = Pick<ObjectiveOutcome, "verdict" | "value" | "margin" | "detail">;

/** A judgement whose sentence ends with what the decision stands on, where that is worth saying. */
export function judgement({ verdict, basis }: FoundVerdict, told: string, value?: number, margin?: number): Judgement {
  return {
    verdict,
    value: value ?? null,
    margin: margin ?? null,
    detail: [told, basis].filter(Boolean).join(" · "),
  };
}

/** ", 95 % bounds 58 % and 66 %": what leaves a verdict open; no value lies below nothing, or above `most`. */
export function boundsWords({ bounds }: FoundVerdict, print: (value: number) => string, most: number): string {
  if (bounds === undefined) return "";
  return `, 95 % bounds ${print(Math.max(0, bounds.low))} and ${print(Math.min(bounds.high, most))}`;
}
