import type { Statistic } from "../facts/cloudwatch.js";

/** How an alarm's datapoints become one value: over its period, and over the tasks; AWS's spellings beside ours. */
export const statistics = ["average", "minimum", "maximum", "Average", "Minimum", "Maximum"] as const;

/** The statistic that a spelling stands for. */
export function statisticOf(spelling: (typeof statistics)[number]): Statistic {
  return spelling.toLowerCase() as Statistic;
}

/** Joins datapoints into periods of `perPeriod`, counted back from the newest; NaN where a period has none. */
export function aggregate(datapoints: readonly number[], perPeriod: number, statistic: Statistic): readonly number[] {
  const periods: number[] = [];
  for (let end = datapoints.length; end > 0; end -= perPeriod) {
    const real = datapoints.slice(Math.max(0, end - perPeriod), end).filter((value) => !Number.isNaN(value));
    periods.unshift(real.length === 0 ? Number.NaN : summarize(real, statistic));
  }
  return periods;
}

function summarize(values: readonly number[], statistic: Statistic): number {
  if (statistic === "minimum") return Math.min(...values);
  if (statistic === "maximum") return Math.max(...values);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
