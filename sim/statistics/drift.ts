import { normalQuantile } from "./distributions.js";

/** A point where a series changed. */
export interface Drift {
  /** The place at which that could be told. */
  readonly at: number;
  /** The place from which on it probably was so. */
  readonly since: number;
  readonly direction: "up" | "down";
}

/** Shifts of this many standard deviations are what it is made for: half of them is taken off each step. */
const reference = 0.5;
/**
 * Threshold of the CUSUM. By Siegmund's approximation of the run length of a two-sided CUSUM, (e^(2kb) − 2kb − 1) ÷ 4k²
 * with k = 0.5 and b = h + 1.166 (Sequential Analysis, 1985, 2.6), noise alone raises the first false alarm after some
 * 1,300 values on average.
 */
const threshold = 6;
/**
 * Mean number of values per false alarm on noise alone. It is less than the time to the first one, since the values
 * after a false alarm are compared with the few that raised it. Measured: 285 alarms in 300,000 values of normal and
 * lognormal noise.
 */
export const falseAlarmEvery = 1_000;

/**
 * Finds where a series moves beyond the noise of what was before: a CUSUM of the normal scores of sequential ranks. Each
 * rank among those before it is as likely as any other while nothing changes, whatever the distribution, so that no
 * first phase has to be declared good and no noise has to be normal (McDonald, 1990). NaN is passed over.
 */
export function drifts(values: readonly number[]): readonly Drift[] {
  const found: Drift[] = [];
  let own: number[] = []; // what the series is now, in rising order
  let sums = { up: 0, down: 0 };
  let began = { up: 0, down: 0 };
  for (const [at, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const score = scoreOf(value, own);
    const next = { up: Math.max(0, sums.up + score - reference), down: Math.max(0, sums.down - score - reference) };
    began = {
      up: sums.up === 0 && next.up > 0 ? at : began.up,
      down: sums.down === 0 && next.down > 0 ? at : began.down,
    };
    sums = next;
    const direction = sums.up > threshold ? "up" : sums.down > threshold ? "down" : null;
    if (direction === null) continue;
    const since = began[direction];
    found.push({ at, since, direction });
    own = values
      .slice(since, at + 1)
      .filter((each) => !Number.isNaN(each))
      .sort((a, b) => a - b);
    sums = { up: 0, down: 0 };
  }
  return found;
}

/** Puts a value among those before it and gives the normal score of its rank; equal ones share their ranks. */
function scoreOf(value: number, rising: number[]): number {
  const below = place(rising, (each) => each < value);
  const equal = place(rising, (each) => each <= value) - below + 1;
  rising.splice(below, 0, value);
  return normalQuantile((below + equal / 2) / rising.length);
}

/** Number of leading values that fulfil a condition which no later value fulfils. */
function place(rising: readonly number[], holds: (value: number) => boolean): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(rising[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}
