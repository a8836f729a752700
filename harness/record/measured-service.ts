import type { LatencyField } from "../../sim/facts/aspects/latency.js";
import { tellsQuantile } from "../../sim/facts/aspects/latency.js";
import { type MeasuredService, measuredTimes } from "../../sim/outcome/measured.js";

import { record } from "../../sim/outcome/record.js";
import { Histogram, type HistogramSnapshot, toSparse } from "../../sim/statistics/index.js";
import type { ServiceSnapshot } from "./snapshot.js";

/** The fields that `outcome.json` has for a service only in a measured run. */
export function measuredService({ scheduled, ends, statuses, counters, times }: ServiceSnapshot): MeasuredService {
  return {
    scheduled,
    ends,
    statuses,
    counters,
    timesMs: record(measuredTimes, (time) => timesMs(times[time])),
    histograms: record(measuredTimes, (time) => toSparse(times[time])),
  };
}

function timesMs(snapshot: HistogramSnapshot): Readonly<Record<LatencyField, number | null>> {
  const histogram = Histogram.from(snapshot);
  const { count, mean, max } = histogram;
  const quantile = (p: number) => (tellsQuantile(count, p) ? histogram.quantile(p) / 1_000 : null);
  return {
    mean: count === 0 ? null : mean / 1_000,
    p50: quantile(0.5),
    p90: quantile(0.9),
    p95: quantile(0.95),
    p99: quantile(0.99),
    p999: quantile(0.999),
    max: count === 0 ? null : max / 1_000,
  };
}
