import type { Interval } from "./interval.js";
import { confidenceInterval, stratifiedInterval } from "./intervals.js";
import { Moments } from "./moments.js";
import { proportionInterval, ruleOfThree } from "./proportion.js";
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
 * The confidence interval of a mean that may be rarely non-zero; null where a stratum has a single observation.
 * Rare strata are bounded by how often they were non-zero (Clopper and Pearson) at the mean size then seen; where they
 * never were, by the rule of three at `event`, what one event adds. Strata are joined by Zou and Donner's method
 * of variance estimates recovery (2008).
 */
export function meanInterval(strata: readonly Stratum[], level = 0.95, event = 0): MeanInterval | null {
  const observed = observedStrata(strata);
  if (!observed.some((stratum) => isRare(stratum.values))) {
    const student = stratifiedInterval(observed, level);
    return student && { ...student, basis: "student" };
  }
  const { mean } = estimateMean(observed);
  let [below, above] = [0, 0];
  for (const { probability, values } of observed) {
    const interval = isRare(values) ? occurrenceInterval(values, level, event) : confidenceInterval(values, level);
    if (interval === null) return null;
    const own = Moments.of(values).mean;
    below += (probability * (own - interval.low)) ** 2;
    above += (probability * (interval.high - own)) ** 2;
  }
  return { low: mean - Math.sqrt(below), high: mean + Math.sqrt(above), basis: "occurrences" };
}

function occurrenceInterval(values: readonly number[], level: number, event: number): Interval | null {
  if (values.length < 2) return null;
  const seen = values.filter((value) => value !== 0);
  if (seen.length === 0) return { low: 0, high: ruleOfThree(values.length) * event };
  const share = proportionInterval(seen.length, values.length, level);
  const size = Moments.of(seen).mean;
  return { low: share.low * size, high: share.high * size };
}
