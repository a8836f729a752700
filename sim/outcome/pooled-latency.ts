import { tellsQuantile } from "../facts/aspects/latency.js";
import type { Estimate } from "../facts/estimates.js";
import { milliseconds, quantity } from "../facts/numbers.js";
import { Histogram, type HistogramSnapshot } from "../statistics/histogram.js";
import { confidenceInterval } from "../statistics/interval.js";
import { independentBeyond, pseudoValues, widthAround } from "../statistics/tail.js";
import { nothing } from "./estimate.js";
import { factsOf } from "./replication.js";
import type { Run, RunGroup } from "./runs.js";

const p = 0.99;

/** Fewest runs that show how widely the p99 of one run scatters. */
const runsMin = 10;
/**
 * Number of effectively independent slow requests beyond its p99 that a run needs; with fewer, its interval covers less
 * than it claims. Measured for M/M/1 with 20 runs: 93 to 95 % of the intervals cover from seven on, 92 % with four, 90
 * % with two, 58 % with one.
 */
const beyondMin = 5;

/**
 * The p99 of the requests of all runs together, by the jackknife over runs: beside the mean of the p99s of single runs, which
 * runs that are too short for it draw down. Nothing where classes of nights are simulated apart, of unlike weight.
 */
export function pooledP99(service: string, groups: readonly RunGroup[]): Estimate | null {
  const histograms = histogramsOf(service, groups);
  if (groups.length > 1 || histograms.length === 0) return null;
  const all = new Histogram();
  for (const histogram of histograms) all.merge(histogram);
  if (!tellsQuantile(all.count, p)) return nothing;
  const value = all.quantile(p) / 1_000;
  const leftOut = histograms.map((histogram) => all.without(histogram).quantile(p) / 1_000);
  const { low = null, high = null } = confidenceInterval(pseudoValues(value, leftOut)) ?? {};
  return { value, low, high, predictedRange: null };
}

/** Why the interval of a service's p99 may not hold what it says; nothing where it does. */
export function shortRunWarning(service: string, groups: readonly RunGroup[]): readonly string[] {
  const usual = groups.reduce((a, b) => (b.probability > a.probability ? b : a));
  const all = new Histogram();
  const quantiles = histogramsOf(service, [usual]).flatMap((histogram) => {
    const own = Histogram.from(histogram);
    if (!tellsQuantile(own.count, p)) return [];
    all.merge(histogram);
    return own.quantile(p);
  });
  if (quantiles.length < runsMin) return [];
  const width = widthAround(all, p);
  const beyond = independentBeyond(p, width, quantiles);
  if (width === 0 || beyond >= beyondMin) return [];
  return [
    `${service} p99: a run is too short for it, or too unlike the others. It scatters from run to run as if ` +
      `${quantity(beyond)} independent requests of a run were beyond it, where ${beyondMin} are needed: its interval may miss ` +
      `the true value more often than it says. All runs together have a p99 of ${milliseconds(all.quantile(p) / 1_000)}. ` +
      "Simulate longer runs (clock.duration)",
  ];
}

function histogramsOf(service: string, groups: readonly RunGroup[]): readonly HistogramSnapshot[] {
  return groups.flatMap(({ runs }) =>
    runs.flatMap(({ replication }: Run) => factsOf(replication, service).latency?.histogram ?? []),
  );
}
