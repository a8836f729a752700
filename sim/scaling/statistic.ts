/** How the datapoints of one alarm period become one value; AWS's spellings beside ours. */
export const statistics = ["average", "minimum", "maximum", "Average", "Minimum", "Maximum"] as const;
export type Statistic = (typeof statistics)[number];

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
  switch (statistic) {
    case "minimum":
    case "Minimum":
      return Math.min(...values);
    case "maximum":
    case "Maximum":
      return Math.max(...values);
    case "average":
    case "Average":
      return values.reduce((sum, value) => sum + value, 0) / values.length;
  }
}
