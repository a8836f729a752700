import { bucketsPerDoubling, Histogram } from "../../statistics/histogram.js";
import type { ServiceReplication } from "../replication.js";
import type { ServiceMetric, ServiceRun } from "./metric.js";

/** A quantile is reported from this many requests beyond it on. */
const beyondMin = 20;

const quantiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 };

/** Latency of completed, degraded and timed-out requests, from the first intended send to the final answer. */
export const latencyMetrics: readonly ServiceMetric[] = [
  ...Object.entries(quantiles).map(([name, p]) => quantile(name, p)),
  {
    name: "meanLatency",
    field: "latencyMs.mean",
    unit: "ms",
    about: "Mean latency.",
    ofRequests: true,
    value: ({ service }) => Histogram.from(service.latency).mean / 1_000,
    grain: oneBucket(({ mean }) => mean),
    most: longest,
    isPositive: true,
  },
  {
    name: "maxLatency",
    field: "latencyMs.max",
    unit: "ms",
    about: "The longest latency.",
    ofRequests: true,
    value: ({ service }) => (service.latency.counts.length === 0 ? Number.NaN : service.latency.max / 1_000),
    grain: oneBucket(({ max }) => max),
    most: longest,
    isPositive: true,
  },
];

/** How many requests tell a quantile: n(1 − p) ≥ 20. */
export function quantileRequestsMin(p: number): number {
  return Math.round(beyondMin / (1 - p));
}

/** Whether so many requests tell a quantile. */
export function tellsQuantile(count: number, p: number): boolean {
  return count >= quantileRequestsMin(p);
}

/**
 * The latency in milliseconds that a share p of *arrived* requests stays within: one that got no answer is slower than
 * all that did. Infinite where fewer than that were answered, NaN where the run has too few to tell.
 */
export function arrivedQuantile({ requests, latency }: ServiceReplication, p: number): number {
  if (!tellsQuantile(requests.arrived, p)) return Number.NaN;
  const histogram = Histogram.from(latency);
  const rank = (p * requests.arrived) / histogram.count;
  return rank > 1 ? Number.POSITIVE_INFINITY : histogram.quantile(rank) / 1_000;
}

function quantile(name: string, p: number): ServiceMetric {
  return {
    name,
    field: `latencyMs.${name}`,
    unit: "ms",
    about: `Latency that ${Number((p * 100).toFixed(1))} % of requests stay within.`,
    quantile: p,
    ofRequests: true,
    value: ({ service }) => {
      const histogram = Histogram.from(service.latency);
      return tellsQuantile(histogram.count, p) ? histogram.quantile(p) / 1_000 : Number.NaN;
    },
    grain: oneBucket((histogram) => histogram.quantile(p)),
    most: longest,
    isPositive: true,
  };
}

function longest({ service }: ServiceRun): number {
  return service.possible.latency / 1_000;
}

/** The next bucket of the histogram: what differs less is not seen. */
function oneBucket(latency: (histogram: Histogram) => number): ServiceMetric["grain"] {
  return ({ service }) => latency(Histogram.from(service.latency)) / bucketsPerDoubling / 1_000;
}
