import type { Entry } from "../../../harness/calibrate/entry.js";
import { type Sample, sampleOf } from "../../../harness/calibrate/fit/sample.js";
import { createDistribution, type DistributionConfig } from "../../../workload/distributions/index.js";
import { Random } from "../../../workload/random.js";
import { Tables } from "../../../workload/tables.js";

const noTables = new Tables(() => {
  throw new Error("no file is named");
});

/** Draws from a distribution in whole microseconds, in the order of drawing. */
export function draws(config: DistributionConfig, count: number, seed: number): Int32Array {
  const into = new Int32Array(count);
  createDistribution(config, noTables).fill(into, Random.stream(seed, "test"));
  return into;
}

export function drawn(config: DistributionConfig, count: number, seed: number): Sample {
  return sampleOf(draws(config, count, seed));
}

export function entry(startedAt: number, duration: number, more: Partial<Entry> = {}): Entry {
  return { startedAt, isExact: true, duration, isAnswered: true, server: "", ...more };
}
