import { z } from "zod";
import { duration, integer, type Unit } from "../../../scenarios/language/index.js";
import type { Statistic } from "../../facts/cloudwatch.js";
import { type AlarmRule, type AlarmState, evaluateAlarm, evaluationRange, missingDataTreatments } from "../alarm.js";
import { scaleInTo, scaleOutTo } from "../capacity.js";
import { comparisonSpellings, comparisons, decimal } from "../comparison.js";
import { capacityFor, formatMetric, type MetricName, metricOf, periodOf, spelledAlike } from "../metric.js";
import type { ExpectedLoad, MetricScale } from "../metrics/kind.js";
import {
  type Decision,
  type DynamicPolicy,
  definePolicy,
  type FleetView,
  none,
  type PublishedMetrics,
} from "../policy.js";

/** How an alarm's datapoints become one value, over its period and over tasks; AWS's spellings beside ours. */
const statistics = ["average", "minimum", "maximum", "Average", "Minimum", "Maximum"] as const;

/** How the adjustment of a step is applied; AWS's spellings beside ours. */
const adjustmentTypes = [
  "change-in-capacity",
  "exact-capacity",
  "percent-change-in-capacity",
  "ChangeInCapacity",
  "ExactCapacity",
  "PercentChangeInCapacity",
] as const;
type AdjustmentType = (typeof adjustmentTypes)[number];

/** Keys whose unit is that of the metric: the threshold, and bounds relative to it. */
const thresholdKeys = ({ threshold, bound }: MetricScale) => ({
  threshold: threshold().meta({ description: "The value that breaching datapoints are beyond.", aws: "Threshold" }),
  steps: z
    .array(
      z.strictObject({
        lowerBound: bound().optional().meta({
          description:
            "How far the metric is beyond the threshold from which on this step holds; left out, no matter how little.",
          aws: "MetricIntervalLowerBound",
        }),
        upperBound: bound().optional().meta({
          description:
            "How far the metric is beyond the threshold up to which this step holds; left out, no matter how much.",
          aws: "MetricIntervalUpperBound",
        }),
        adjustment: integer({ min: -5000, max: 5000 }).meta({
          description: "How far capacity is moved, or where to, as adjustmentType says.",
          aws: "ScalingAdjustment",
        }),
      }),
    )
    .min(1)
    .superRefine((steps, context) => {
      const problem = stepsProblem(steps, (value) => printBound(bound(), value));
      if (problem) context.addIssue({ code: "custom", message: problem });
    })
    .meta({
      description: "By how much capacity moves, by how far the metric is beyond the threshold.",
      aws: "StepAdjustments",
    }),
});

/** A bound in the unit of its metric; one that is open. */
function printBound(bound: Unit<number>, value: number): string {
  return Number.isFinite(value) ? String(z.encode(bound, value)) : "no bound";
}

const about = "Moves capacity by a step that depends on how far a metric is beyond a threshold.";

const commonKeys = {
  kind: z.literal("step").describe(about),
  comparison: z
    .enum(comparisonSpellings)
    .prefault(">=")
    .meta({ description: "How a datapoint stands to the threshold when it breaches.", aws: "ComparisonOperator" }),
  period: duration({ min: 60_000_000, max: 3_600_000_000 })
    .refine((period) => period % periodOf("cpu") === 0, "a whole number of minutes")
    .prefault("60s")
    .meta({ description: "The length of a datapoint, in whole minutes.", aws: "Period" }),
  statistic: z
    .enum(statistics)
    .prefault("average")
    .meta({ description: "What a datapoint says of the tasks in its period.", aws: "Statistic" }),
  datapointsToAlarm: integer({ min: 1, max: 20 }).optional().meta({
    description: "Breaching datapoints that raise the alarm; left out, as many as evaluationPeriods.",
    aws: "DatapointsToAlarm",
  }),
  evaluationPeriods: integer({ min: 1, max: 20 })
    .prefault(1)
    .meta({ description: "Datapoints that the alarm looks at.", aws: "EvaluationPeriods" }),
  missingData: z
    .enum(missingDataTreatments)
    .prefault("missing")
    .meta({ description: "What a missing datapoint counts as.", aws: "TreatMissingData" }),
  adjustmentType: z.enum(adjustmentTypes).prefault("change-in-capacity").meta({
    description: "What an adjustment is: tasks more or fewer, percent more or fewer, or so many tasks.",
    aws: "AdjustmentType",
  }),
  minAdjustmentMagnitude: integer({ min: 0 })
    .prefault(0)
    .meta({ description: "Only for a percent change: the fewest tasks that it moves.", aws: "MinAdjustmentMagnitude" }),
};

/** A shape for each unit; an alarm of one's own on AWS's high resolution is none that can be set. */
function shapeOf<Common extends typeof commonKeys>(common: Common) {
  const shapes = spelledAlike
    .filter(({ resolution }) => resolution !== "high")
    .map(({ unit, spellings }) =>
      z.strictObject({
        ...common,
        ...thresholdKeys(unit),
        metric: z.enum(spellings).meta({ description: "The metric that the alarm looks at.", aws: "MetricName" }),
      }),
    );
  return z
    .discriminatedUnion("metric", shapes as [(typeof shapes)[number], ...typeof shapes])
    .superRefine((config, context) => {
      const { datapointsToAlarm = 1, evaluationPeriods } = config as z.output<typeof shape>;
      if (datapointsToAlarm <= evaluationPeriods) return;
      const message = `at most ${evaluationPeriods}, the number of evaluationPeriods`;
      context.addIssue({ code: "custom", message, path: ["datapointsToAlarm"], input: datapointsToAlarm });
    });
}

const shape = shapeOf({
  ...commonKeys,
  cooldown: duration()
    .prefault("300s")
    .meta({ description: "Time after a scaling activity in which only a larger one takes place.", aws: "Cooldown" }),
});

/** The same policy for EC2 Auto Scaling, where instances have a warm-up instead of a cooldown. */
export const instanceStepShape = shapeOf(commonKeys);

type StepScalingConfig = z.output<typeof shape>;

/** Moves capacity by a step that depends on how far an alarm of the user's own is breached. */
export const stepScaling = definePolicy({
  kind: "step",
  about,
  shape,
  create: (config) => new StepScaling(config),
});

class StepScaling implements DynamicPolicy {
  readonly scaling = "dynamic";
  readonly name: string;
  readonly scaleIn = "independent";
  readonly moves: DynamicPolicy["moves"];
  readonly cooldown: DynamicPolicy["cooldown"];
  readonly seesTasks: boolean;
  readonly metrics: readonly MetricName[];
  readonly assumptions = [];
  readonly #config: StepScalingConfig;
  readonly #metric: MetricName;
  readonly #statistic: Statistic;
  readonly #alarm: AlarmRule;
  /** Remembered for alarms that ignore missing data. */
  #state: AlarmState = "INSUFFICIENT_DATA";

  constructor(config: StepScalingConfig) {
    const { evaluationPeriods, datapointsToAlarm = evaluationPeriods, missingData, threshold } = config;
    const { breaches } = comparisons[config.comparison];
    this.#config = config;
    this.#metric = metricOf(config.metric);
    this.metrics = [this.#metric];
    this.#statistic = statisticOf(config.statistic);
    this.#alarm = {
      isBreaching: (value) => breaches(value, threshold),
      datapointsToAlarm,
      evaluationPeriods,
      missingData,
    };
    this.name = `step ${this.#metric}`;
    this.moves = movesOf(config);
    this.cooldown = { out: config.cooldown, in: config.cooldown };
    this.seesTasks = this.#statistic !== "average";
  }

  decide(view: FleetView): Decision {
    const range = evaluationRange(this.#alarm.evaluationPeriods);
    const newest = this.#periods(1, view, "newest").at(-1) ?? Number.NaN;
    this.#state = evaluateAlarm(this.#alarm, this.#periods(range, view, "evaluated"), this.#state);
    if (Number.isNaN(newest)) return none(`no datapoint of ${this.#metric}`);
    return this.#state === "ALARM" ? this.#step(view, newest) : none("no alarm");
  }

  nextAt(now: number, metrics: PublishedMetrics): number {
    return metrics.nextActionAt(this.#metric, now);
  }

  /** A step policy does not say what capacity it needs, so it never holds back another policy's scale-in. */
  capacityNeeded(): number {
    return 0;
  }

  /**
   * Holds for as long as its alarm is in ALARM: where it asks for more tasks, the capacity that brings the metric to
   * its threshold.
   */
  capacityFor(load: ExpectedLoad): number | null {
    const { threshold, comparison, adjustmentType, steps } = this.#config;
    const adds = !isExact(adjustmentType) && steps.some(({ adjustment }) => adjustment > 0);
    if (comparisons[comparison].side !== "above" || !adds || this.#statistic !== "average") return null;
    return capacityFor(this.#metric, load, threshold);
  }

  /**
   * Datapoints over `count` of its own periods, by its own statistic: as published by now, or as of the alarm's
   * evaluation.
   */
  #periods(count: number, { metrics, now }: FleetView, known: "newest" | "evaluated"): readonly number[] {
    const perPeriod = this.#config.period / periodOf(this.#metric);
    const datapoints = metrics[known](this.#metric, count * perPeriod, now, this.#statistic);
    return aggregate(datapoints, perPeriod, this.#statistic);
  }

  #step(view: FleetView, newest: number): Decision {
    const { threshold, comparison, steps, adjustmentType, minAdjustmentMagnitude } = this.#config;
    const step = findStep(steps, newest - threshold, comparisons[comparison].side);
    if (step === undefined) return none("no step for a breach of this size");
    const present = isExact(adjustmentType) ? view.desired : step.adjustment > 0 ? view.base : view.running;
    const proposed = adjustCapacity(present, adjustmentType, step.adjustment, minAdjustmentMagnitude);
    const reason = `${formatMetric(this.#metric, newest)} is ${comparison} ${formatMetric(this.#metric, threshold)}`;
    if (proposed === present) return none("AlreadyAtDesiredCapacity");
    return proposed > present ? scaleOutTo(proposed, view, reason) : scaleInTo(proposed, view, reason);
  }
}

/** The statistic that a spelling stands for. */
function statisticOf(spelling: (typeof statistics)[number]): Statistic {
  return spelling.toLowerCase() as Statistic;
}

/** Joins datapoints into periods of `perPeriod`, counted back from the newest; NaN where a period has none. */
function aggregate(datapoints: readonly number[], perPeriod: number, statistic: Statistic): readonly number[] {
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

/** The adjustment is a count of tasks, not a change of it. */
function isExact(type: AdjustmentType): boolean {
  return type === "exact-capacity" || type === "ExactCapacity";
}

/** A step: its bounds are relative to the alarm's threshold; a bound left out is infinite. */
interface Step {
  readonly lowerBound?: number;
  readonly upperBound?: number;
  readonly adjustment: number;
}

/**
 * The step for a breach of this size. Above the threshold the lower bound is inclusive and the upper exclusive; below
 * it the other way round (Application Auto Scaling user guide, step scaling policies).
 */
export function findStep(steps: readonly Step[], breach: number, side: "above" | "below"): Step | undefined {
  const by = decimal(breach);
  return steps.find((step) => {
    const [lower, upper] = boundsOf(step).map(decimal);
    return side === "above" ? lower <= by && by < upper : lower < by && by <= upper;
  });
}

/** A bound that is left out is infinite. */
export function boundsOf({ lowerBound, upperBound }: Step): readonly [lower: number, upper: number] {
  return [lowerBound ?? Number.NEGATIVE_INFINITY, upperBound ?? Number.POSITIVE_INFINITY];
}

/** The capacity that a step proposes from the present one. */
export function adjustCapacity(
  capacity: number,
  type: AdjustmentType,
  adjustment: number,
  minAdjustmentMagnitude: number,
): number {
  switch (type) {
    case "exact-capacity":
    case "ExactCapacity":
      return adjustment;
    case "change-in-capacity":
    case "ChangeInCapacity":
      return capacity + adjustment;
    case "percent-change-in-capacity":
    case "PercentChangeInCapacity":
      return capacity + percentChange(capacity, adjustment, minAdjustmentMagnitude);
  }
}

/** AWS rounds toward zero, but anything between 0 and ±1 to ±1; then the least magnitude applies. */
function percentChange(capacity: number, percent: number, minAdjustmentMagnitude: number): number {
  const exact = (capacity * percent) / 100;
  const rounded = Math.abs(exact) < 1 ? Math.sign(percent) * Math.ceil(Math.abs(exact)) : Math.trunc(exact);
  return Math.sign(percent) * Math.max(Math.abs(rounded), minAdjustmentMagnitude);
}

/** The fault of a list of steps, or undefined: gaps, overlaps, an empty step. */
export function stepsProblem(steps: readonly Step[], print: (bound: number) => string = String): string | undefined {
  const numbered = steps.map((step, index) => ({ number: index + 1, bounds: boundsOf(step) }));
  const sorted = numbered.toSorted(({ bounds: [a] }, { bounds: [b] }) => (a < b ? -1 : 1));
  for (const [index, { number, bounds }] of sorted.entries()) {
    const [lower, upper] = bounds;
    if (lower >= upper) return `a lowerBound below the upperBound in step ${number}`;
    const next = sorted[index + 1];
    if (next === undefined) return undefined;
    const [nextLower] = next.bounds;
    const both = `step ${number} (up to ${print(upper)}) and step ${next.number} (from ${print(nextLower)})`;
    if (upper < nextLower) return `no hole between ${both}: let them meet at one bound`;
    if (upper > nextLower) return `no overlap of ${both}: let them meet at one bound`;
  }
  return undefined;
}

/** Steps that only add never take away; an exact capacity may lie on either side. */
function movesOf({ adjustmentType, steps }: StepScalingConfig): DynamicPolicy["moves"] {
  if (isExact(adjustmentType)) return { out: true, in: true };
  return { out: steps.some(({ adjustment }) => adjustment > 0), in: steps.some(({ adjustment }) => adjustment < 0) };
}
