import { normalQuantile } from "../../sim/statistics/index.js";
import type { Arrivals } from "../../workload/arrivals/index.js";
import { Clock, clockShape, type Distribution, type Random, Tables } from "../../workload/index.js";

/**
 * Probability that a true statement fails a test, one in a thousand. Seeds are fixed, so this chance is taken only
 * once.
 */
export const significance = 0.001;
export const z999 = normalQuantile(1 - significance / 2);

/** A clock, as a scenario writes it. */
export function clockOf(written: object): Clock {
  return new Clock(clockShape.parse(written));
}

/** CSV files by name. */
export function tablesOf(files: Readonly<Record<string, string>> = {}): Tables {
  return new Tables((path) => files[path]);
}

/** The first `count` draws of a distribution, in batches of 256. */
export function draws(distribution: Distribution, random: Random, count: number): number[] {
  const batch = new Int32Array(256);
  const all: number[] = [];
  while (all.length < count) {
    distribution.fill(batch, random);
    all.push(...batch);
  }
  return all.slice(0, count);
}

/** All arrivals until the horizon ends. */
export function allOf(arrivals: Arrivals): number[] {
  const batch = new Float64Array(256);
  const all: number[] = [];
  for (let count = 256; count === 256; ) {
    count = arrivals.fill(batch);
    all.push(...batch.subarray(0, count));
  }
  return all;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
