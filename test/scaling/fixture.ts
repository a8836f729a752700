import { CloudWatch } from "../../sim/facts/cloudwatch.js";
import {
  Autoscaler,
  type AutoscalerOptions,
  type AutoscalerResult,
  autoscalingShape,
  createPolicies,
  metricNames,
  type PolicyConfig,
  type ServiceState,
  scalingShape,
} from "../../sim/scaling/index.js";
import type { MetricName } from "../../sim/scaling/metric.js";
import type { FleetView, ScalingPolicy } from "../../sim/scaling/policy.js";

export const second = 1_000_000;
export const minute = 60 * second;

/** 2026-03-02T00:00 in UTC, a Monday. */
const utc = { startEpochMs: Date.UTC(2026, 2, 2), timezone: "UTC" };

/** What AWS takes between a metric and an activity, by default. */
export const timing = autoscalingShape.parse({});

function configure(...written: readonly unknown[]): readonly PolicyConfig[] {
  return scalingShape.parse(written);
}

export function create(...written: readonly unknown[]): readonly ScalingPolicy[] {
  return createPolicies(configure(...written), utc);
}

/** Metrics without lag: the datapoint of a minute is published and acted on at its end. */
export function prompt(): CloudWatch<MetricName> {
  const timing = { period: minute, age: 0, actionDelay: 0 };
  const metrics = metricNames.map((metric) => [metric, timing]);
  return new CloudWatch<MetricName>(Object.fromEntries(metrics));
}

/** A view at the end of the last of these minutes, each with a value of the metric. */
export function viewOf(metric: MetricName, values: readonly number[], view: Partial<FleetView> = {}): FleetView {
  const metrics = prompt();
  for (const [index, value] of values.entries()) metrics.publish(metric, (index + 1) * minute, value);
  const now = values.length * minute;
  return {
    now,
    since: now - minute,
    desired: 10,
    running: 10,
    base: view.running ?? 10,
    deploying: false,
    bounds: { min: 1, max: 100 },
    metrics,
    ...view,
  };
}

/** A service of which each minute is written down: what its metrics were, and what the autoscaler made of it. */
export class Service {
  readonly metrics = prompt();
  readonly autoscaler: Autoscaler;
  minutes = 0;
  running: number;
  desired: number;
  deploying = false;
  /** New tasks run at once; otherwise `running` is what the test sets. */
  startsAtOnce = true;
  /** When the last of its running tasks came to run. */
  runningSince = () => -Infinity;

  constructor(
    tasks: number,
    bounds: FleetView["bounds"],
    policies: readonly unknown[],
    suspended?: AutoscalerOptions["suspended"],
  ) {
    const { metrics } = this;
    this.autoscaler = new Autoscaler({ policies: create(...policies), bounds, metrics, timing, suspended, start: 0 });
    this.running = tasks;
    this.desired = tasks;
  }

  /** Lets a minute pass with these metrics; the new desired count is running at once. */
  pass(values: Partial<Record<MetricName, number>>): AutoscalerResult {
    this.minutes++;
    const now = this.minutes * minute;
    for (const [metric, value] of Object.entries(values)) this.metrics.publish(metric as MetricName, now, value);
    const { desired, running, deploying } = this;
    const runningSince = (count: number) => (count <= running ? this.runningSince() : Infinity);
    const state: ServiceState = { now, desired, running, runningSince, deploying };
    const result = this.autoscaler.evaluate(state);
    this.desired = result.desired;
    if (this.startsAtOnce) this.running = result.desired;
    return result;
  }

  /** The same metrics for several minutes; the desired count at the end of each. */
  passMany(count: number, values: Partial<Record<MetricName, number>>): readonly number[] {
    return Array.from({ length: count }, () => this.pass(values).desired);
  }
}
