import { poissonInterval, sizeOfEvent } from "./counts.js";
import type { Interval } from "./interval.js";
import { confidenceInterval, stratifiedInterval } from "./intervals.js";
import { Moments } from "./moments.js";
import { ruleOfThree } from "./proportion.js";
import { estimateMean, observedStrata, type Stratum } from "./strata.js";

/** Below this many non-zero values among zeros, Student's distribution promises what it does not keep. */
const nonZeroMin = 10;

/** An interval of a mean, and whether it stands on Student's distribution or on how often something was seen at all. */
export interface MeanInterval extends Interval {
  readonly basis: "student" | "occurrences";
}

/** Whether some values are zero and fewer than ten are not. */
export function isRare(values: readonly number[]): boolean {
  const nonZero = values.filter((value) => value !== 0).length;
  return nonZero < nonZeroMin && nonZero < values.length;
}

/**
 * The confidence interval of a mean that may be rarely non-zero, or the same in every run; null where a stratum has a
 * single observation. `event` is what one more event adds.
 * Rare strata are bounded as a Poisson count of events of the size then seen (at least `event`); strata of equal values
 * by the rule of three at `event`. Strata are joined by Zou and Donner's method of variance estimates recovery (2008).
 */
export function meanInterval(strata: readonly Stratum[], level = 0.95, event = 0): MeanInterval | null {
  const observed = observedStrata(strata);
  if (observed.some(({ values }) => values.length < 2)) return null;
  if (!observed.some(({ values }) => isRare(values) || isSame(values))) {
    const student = stratifiedInterval(observed, level);
    return student && { ...student, basis: "student" };
  }
  return { ...joined(observed, (values) => intervalOf(values, level, event)), basis: "occurrences" };
}

/**
 * Student's confidence interval of a mean difference, which may be negative; where all pairs of a stratum differ by the
 * same, by the rule of three at `event`. Null where a stratum has a single pair.
 */
export function differenceInterval(strata: readonly Stratum[], level = 0.95, event = 0): Interval | null {
  const observed = observedStrata(strata);
  if (!observed.some(({ values }) => values.length > 1 && isSame(values))) return stratifiedInterval(observed, level);
  if (observed.some(({ values }) => values.length < 2)) return null;
  return joined(observed, (values) =>
    isSame(values) ? aroundSame(values, event) : confidenceInterval(values, level)!,
  );
}

function joined(observed: readonly Stratum[], intervalIn: (values: readonly number[]) => Interval): Interval {
  const { mean } = estimateMean(observed);
  let [below, above] = [0, 0];
  for (const { probability, values } of observed) {
    const interval = intervalIn(values);
    const own = Moments.of(values).mean;
    below += (probability * (own - interval.low)) ** 2;
    above += (probability * (interval.high - own)) ** 2;
  }
  return { low: mean - Math.sqrt(below), high: mean + Math.sqrt(above) };
}

/** Whether every run showed the same value. */
function isSame(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

function aroundSame(values: readonly number[], event: number): Interval {
  const half = ruleOfThree(values.length) * event;
  return { low: values[0] - half, high: values[0] + half };
}

function intervalOf(values: readonly number[], level: number, event: number): Interval {
  if (isSame(values)) {
    const { low, high } = aroundSame(values, event);
    return { low: Math.max(0, low), high };
  }
  if (!isRare(values)) return confidenceInterval(values, level)!;
  const size = sizeOfEvent(values, event);
  const { low, high } = poissonInterval((Moments.of(values).mean * values.length) / size, level);
  return { low: (low * size) / values.length, high: (high * size) / values.length };
}
