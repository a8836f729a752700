import type { z } from "zod";
import type { Calendar } from "../../workload/cron.js";
import type { Statistic } from "../facts/cloudwatch.js";
import type { MetricName } from "./metric.js";
import type { ExpectedLoad } from "./metrics/kind.js";

/** What a policy may know; nothing of the engine or the fleet. Times in microseconds. */
export interface FleetView {
  readonly now: number;
  readonly desired: number;
  /** Tasks in RUNNING, draining ones left out. */
  readonly running: number;
  /**
   * Capacity that a scale-out is computed from: `running`, or the capacity at the begin of the scale-out cooldown that
   * is still on.
   */
  readonly base: number;
  readonly bounds: { readonly min: number; readonly max: number };
  /** A rolling deployment is under way: scale-in is off. */
  readonly deploying: boolean;
  readonly metrics: PublishedMetrics;
  /** Instant of the previous evaluation: a scheduled action is due when its time lies in (since, now]. */
  readonly since: number;
}

/** The datapoints that CloudWatch shows now, and those that an acting alarm was evaluated on. */
export interface PublishedMetrics {
  /**
   * The newest `count` datapoints of a metric that are published at `now`, oldest first; NaN where one is missing. Fewer are
   * returned only where the metric is younger than that.
   */
  newest(metric: MetricName, count: number, now: number, statistic?: Statistic): readonly number[];
  /** The same, as of the evaluation of an alarm whose action is carried out at `now`. */
  evaluated(metric: MetricName, count: number, now: number, statistic?: Statistic): readonly number[];
  /** The first instant after `now` at which an alarm acts on another datapoint of the metric. */
  nextActionAt(metric: MetricName, now: number): number;
}

/** A policy's decision: a capacity, new bounds, or nothing, with the reason. */
export type Decision =
  | { readonly kind: "none"; readonly reason: string }
  | { readonly kind: "out" | "in"; readonly desired: number; readonly reason: string }
  | { readonly kind: "bounds"; readonly min: number | null; readonly max: number | null; readonly reason: string };

/** Answers alarms: target tracking, step scaling. */
export interface DynamicPolicy {
  readonly scaling: "dynamic";
  /** Name in scaling activities, e.g. "target-tracking cpu". */
  readonly name: string;
  /** How its wish to scale in counts: only when all such policies agree, independently, or never. */
  readonly scaleIn: "unanimous" | "independent" | "never";
  /** Which ways it can move a fleet at all. */
  readonly moves: { readonly out: boolean; readonly in: boolean };
  /** Time that the next activity in the same direction waits after one of this policy. */
  readonly cooldown: { readonly out: number; readonly in: number };
  /** Metrics that it reads. */
  readonly metrics: readonly MetricName[];
  /** Its assumptions, as sentences to print beside a prediction. */
  readonly assumptions: readonly string[];
  /** Whether it uses the least or the greatest of single tasks instead of their mean. */
  readonly seesTasks: boolean;
  decide(view: FleetView): Decision;
  /** The first instant after `now` at which its decision may change. */
  nextAt(now: number, metrics: PublishedMetrics): number;
  /** The fewest tasks with which it would not scale out again; 0 where it cannot tell. */
  capacityNeeded(view: FleetView): number;
  /** The tasks, not rounded, that it would hold at a load; null where it cannot say. */
  capacityFor(load: ExpectedLoad): number | null;
}

/** Answers the clock: the only kind that decides on bounds. */
export interface ScheduledPolicy {
  readonly scaling: "scheduled";
  readonly name: string;
  decide(view: FleetView): Decision;
  nextAt(now: number): number;
}

export type ScalingPolicy = DynamicPolicy | ScheduledPolicy;

type PolicyShape = z.ZodType<{ readonly kind: string }> & z.core.$ZodTypeDiscriminable;

/** A kind of scaling policy: its name in YAML, one sentence about it, its keys with `kind`, and its behaviour. */
export interface PolicyKind<Shape extends PolicyShape = PolicyShape> {
  readonly kind: z.output<Shape>["kind"];
  readonly about: string;
  readonly shape: Shape;
  create(config: z.output<Shape>, calendar: Calendar): ScalingPolicy;
}

/** Ties the keys of a policy to its behaviour, so that `create` gets exactly what its shape decodes to. */
export function definePolicy<Shape extends PolicyShape>(policy: PolicyKind<Shape>): PolicyKind<Shape> {
  return policy;
}

/** Why Application Auto Scaling does not act although an alarm asks it to, in its own words. */
const notScaledReasons = [
  "AlreadyAtMaxCapacity",
  "AlreadyAtMinCapacity",
  "AlreadyAtDesiredCapacity",
  "AutoScalingAnticipatedFlapping",
  "TargetServicePutResourceAsUnscalable",
] as const;
export type NotScaledReason = (typeof notScaledReasons)[number];

/** A decision to leave everything as it is. */
export function none(reason: string): Decision {
  return { kind: "none", reason };
}

/** Whether it is one of AWS's own words. */
export function isNotScaledReason(reason: string): reason is NotScaledReason {
  return (notScaledReasons as readonly string[]).includes(reason);
}

/** Explains to people why AWS refuses a scheduled action with a ValidationException. */
export const scheduleRefused = "a scheduled action is refused: its min would be above its max";
