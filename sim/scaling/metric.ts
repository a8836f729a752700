import type { MetricTiming } from "../metrics/cloudwatch.js";
import type { AutoscalingConfig } from "./autoscaling.js";
import type { MetricName } from "./policy.js";

/** What AWS makes of a metric: one of its own each minute or each twenty seconds, or one that the user publishes. */
export type MetricClass = keyof AutoscalingConfig["metricLags"];

const metricClasses: Readonly<Record<MetricName, MetricClass>> = {
  cpu: "standard",
  "cpu-high-resolution": "high",
  memory: "standard",
  "memory-high-resolution": "high",
  "requests-per-target": "standard",
  "queue-per-task": "custom",
};

/** The step of every metric's periods. */
const periods: Readonly<Record<MetricClass, number>> = { standard: 60_000_000, high: 20_000_000, custom: 60_000_000 };

export const metricNames = Object.keys(metricClasses) as readonly MetricName[];

/** What AWS makes of it, as `autoscaling.metricLags` says it. */
export function classOf(metric: MetricName): MetricClass {
  return metricClasses[metric];
}

/** How often each metric of a service is published, in microseconds. */
export function periodOf(metric: MetricName): number {
  return periods[metricClasses[metric]];
}

/** When each metric is published and acted on. */
export function metricTimings({ metricLags }: AutoscalingConfig): Readonly<Record<MetricName, MetricTiming>> {
  const timing = (metric: MetricName) => ({ period: periodOf(metric), ...metricLags[metricClasses[metric]] });
  return Object.fromEntries(metricNames.map((metric) => [metric, timing(metric)])) as Record<MetricName, MetricTiming>;
}

/** Spellings of metrics whose values are shares of what is reserved; those that end in HighResolution tell their own. */
export const utilizationSpellings = [
  "cpu",
  "memory",
  "ECSServiceAverageCPUUtilization",
  "ECSServiceAverageMemoryUtilization",
] as const;
export const highResolutionSpellings = [
  "ECSServiceAverageCPUUtilizationHighResolution",
  "ECSServiceAverageMemoryUtilizationHighResolution",
] as const;
/** Spellings of the requests that a healthy target gets per minute. */
export const requestSpellings = ["requests-per-target", "ALBRequestCountPerTarget"] as const;
/** Spellings of the backlog per task, which is a custom metric on AWS. */
export const queueSpellings = ["queue-per-task"] as const;

export type MetricSpelling =
  | (typeof utilizationSpellings)[number]
  | (typeof highResolutionSpellings)[number]
  | (typeof requestSpellings)[number]
  | (typeof queueSpellings)[number];

const metricsBySpelling: Readonly<Record<MetricSpelling, MetricName>> = {
  cpu: "cpu",
  ECSServiceAverageCPUUtilization: "cpu",
  ECSServiceAverageCPUUtilizationHighResolution: "cpu-high-resolution",
  memory: "memory",
  ECSServiceAverageMemoryUtilization: "memory",
  ECSServiceAverageMemoryUtilizationHighResolution: "memory-high-resolution",
  "requests-per-target": "requests-per-target",
  ALBRequestCountPerTarget: "requests-per-target",
  "queue-per-task": "queue-per-task",
};

/** The metric that a spelling and a resolution stand for; only utilization has a high resolution. */
export function metricOf(spelling: MetricSpelling, resolution: "standard" | "high" = "standard"): MetricName {
  const metric = metricsBySpelling[spelling];
  if (resolution === "high" && metric === "cpu") return "cpu-high-resolution";
  if (resolution === "high" && metric === "memory") return "memory-high-resolution";
  return metric;
}

/** A metric's value as a person reads it: "72.0 %", "230/min", "12.5 a task". */
export function formatMetric(metric: MetricName, value: number): string {
  if (metric === "requests-per-target") return `${value.toFixed(0)}/min`;
  if (metric === "queue-per-task") return `${value.toFixed(1)} a task`;
  return `${(100 * value).toFixed(1)} %`;
}
