/** What a policy may know: nothing of the engine, nothing of the fleet. Times in microseconds. */
export interface FleetView {
  readonly now: number;
  readonly desired: number;
  /** Tasks in RUNNING, draining ones included: the base of every proportional decision. */
  readonly running: number;
  readonly bounds: { readonly min: number; readonly max: number };
  /** A rolling deployment is under way: scale-in is off. */
  readonly deploying: boolean;
  readonly metrics: PublishedMetrics;
}

/** What CloudWatch would show now: only datapoints whose publishing lag has passed. */
export interface PublishedMetrics {
  /**
   * The newest `count` datapoints of a metric that are visible at `now`, oldest first; NaN where nothing was published.
   * Fewer are returned only where the metric is younger than that.
   */
  newest(metric: MetricName, count: number, now: number): readonly number[];
}

export const metricNames = ["cpu", "cpu-high-resolution", "memory", "requests-per-target", "queue-per-task"] as const;
export type MetricName = (typeof metricNames)[number];

/** What a policy wants: a capacity, new bounds, or nothing, and why. */
export type Decision =
  | { readonly kind: "none"; readonly reason: string }
  | { readonly kind: "out" | "in"; readonly desired: number; readonly reason: string }
  | { readonly kind: "bounds"; readonly min: number | null; readonly max: number | null; readonly reason: string };

export interface ScalingPolicy {
  decide(view: FleetView): Decision;
}
