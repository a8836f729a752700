import { z } from "zod";
import { assumed, duration, flag, integer, plausibleWords, ratio } from "../../../scenarios/language/index.js";
import { type AlarmRule, evaluateAlarm, evaluationRange } from "../alarm.js";
import { proportionalCapacity, scaleInTo, scaleOutTo, wholeTasks } from "../capacity.js";
import { comparisons } from "../comparison.js";
import {
  capacityFor,
  formatMetric,
  kindOf,
  type MetricName,
  metricOf,
  type SpelledAlike,
  spelledAlike,
} from "../metric.js";
import type { ExpectedLoad, MetricKind } from "../metrics/kind.js";
import {
  type Decision,
  type DynamicPolicy,
  definePolicy,
  type FleetView,
  none,
  type PublishedMetrics,
} from "../policy.js";

const pacedKeys = (cooldown: string) => ({
  scaleOutCooldown: duration()
    .prefault(cooldown)
    .meta({ description: "Time after a scale-out in which only a larger one takes place.", aws: "ScaleOutCooldown" }),
  scaleInCooldown: duration()
    .prefault(cooldown)
    .meta({ description: "Time after a scale-in is complete until the next one.", aws: "ScaleInCooldown" }),
});

const about = "Keeps a metric near its target: out after three high datapoints, in after fifteen low ones.";

const maxScaleInShape = assumed(
  ratio()
    .prefault("5 %")
    .describe(
      "At most this share of desired goes at a scale-in, and always one task: what real records of up to 26 tasks show.",
    ),
  {
    low: "5 %",
    high: "14 %",
    because:
      "records of up to 16 tasks show one task at a time, which these shares give; above that nothing is verified",
  },
);

/** `lowRatio`: the low alarm's threshold as a share of the target. */
const commonKeys = (lowRatio: string) => ({
  kind: z.literal("target-tracking").describe(about),
  disableScaleIn: flag().prefault(false).meta({ description: "The policy only adds tasks.", aws: "DisableScaleIn" }),
  lowRatio: ratio().prefault(lowRatio).describe("The low alarm's threshold, as a share of the target."),
  highDatapoints: integer({ min: 1, max: 60 })
    .prefault(3)
    .describe("Datapoints in a row above the target that ask for more tasks."),
  lowDatapoints: integer({ min: 1, max: 60 })
    .prefault(15)
    .describe("Datapoints in a row below the low alarm's threshold that ask for fewer tasks."),
  maxScaleInFraction: maxScaleInShape,
});

type Tracked = Readonly<ReturnType<typeof commonKeys>>;
const keysOf = <Common extends Tracked>(common: Common, { unit, spellings }: SpelledAlike) =>
  z.strictObject({
    ...common,
    metric: z
      .enum(spellings)
      .meta({ description: "The metric that is kept near its target.", aws: "PredefinedMetricType" }),
    target: unit.target().meta({ description: "The value that the metric is kept near.", aws: "TargetValue" }),
  });
const keysWithResolution = <Common extends Tracked>(common: Common, alike: SpelledAlike) =>
  z.strictObject({
    ...keysOf(common, alike).shape,
    resolution: z
      .enum(["standard", "high"])
      .prefault("standard")
      .describe("Whether the metric comes each minute, or each 20 seconds."),
  });

function shapeOf<Common extends Tracked>(commonOf: (alike: SpelledAlike) => Common) {
  type Keys = ReturnType<typeof keysOf<Common>> | ReturnType<typeof keysWithResolution<Common>>;
  const shapes = spelledAlike.map((alike): Keys => {
    const common = commonOf(alike);
    return alike.resolution === "either" ? keysWithResolution(common, alike) : keysOf(common, alike);
  });
  return z.discriminatedUnion("metric", shapes as [Keys, ...Keys[]]);
}

/** ECS services: the low alarm is at 0.9 of the target. */
const shape = shapeOf(({ cooldown }) => ({ ...commonKeys("90 %"), ...pacedKeys(cooldown) }));

/** EC2 Auto Scaling: at 0.7 of it, and instances warm up instead of a cooldown. */
export const instanceTrackingShape = shapeOf(() => commonKeys("70 %"));

type TargetTrackingConfig = z.output<typeof shape>;

/** Keeps a metric near its target, as Application Auto Scaling's target tracking does for an ECS service. */
export const targetTracking = definePolicy({
  kind: "target-tracking",
  about,
  shape,
  create: (config) => new TargetTracking(config),
});

/** The metric that a configuration tracks, whichever way it is spelled. */
export function trackedMetric(config: TargetTrackingConfig): MetricName {
  return metricOf(config.metric, "resolution" in config ? config.resolution : "standard");
}

class TargetTracking implements DynamicPolicy {
  readonly scaling = "dynamic";
  readonly seesTasks = false;
  readonly name: string;
  readonly scaleIn: DynamicPolicy["scaleIn"];
  readonly moves: DynamicPolicy["moves"];
  readonly cooldown: DynamicPolicy["cooldown"];
  readonly metrics: readonly MetricName[];
  readonly assumptions: readonly string[];
  readonly #metric: MetricName;
  readonly #target: number;
  readonly #maxScaleInFraction: number;
  readonly #high: AlarmRule;
  readonly #low: AlarmRule;

  constructor(config: TargetTrackingConfig) {
    const { target } = config;
    const low = config.lowRatio * target;
    this.#metric = trackedMetric(config);
    this.#target = target;
    this.metrics = [this.#metric];
    this.assumptions = assumptionsOf(config, kindOf(this.#metric));
    this.#maxScaleInFraction = config.maxScaleInFraction;
    this.#high = allOf(config.highDatapoints, (value) => comparisons[">"].breaches(value, target));
    this.#low = allOf(config.lowDatapoints, (value) => comparisons["<"].breaches(value, low));
    this.name = `target-tracking ${this.#metric}`;
    this.scaleIn = config.disableScaleIn ? "never" : "unanimous";
    this.moves = { out: true, in: !config.disableScaleIn };
    this.cooldown = { out: config.scaleOutCooldown, in: config.scaleInCooldown };
  }

  decide(view: FleetView): Decision {
    const periods = Math.max(this.#high.evaluationPeriods, this.#low.evaluationPeriods);
    const datapoints = view.metrics.evaluated(this.#metric, evaluationRange(periods), view.now);
    const newest = this.#newest(view);
    if (Number.isNaN(newest)) return none(`no datapoint of ${this.#metric}`);
    if (view.running === 0 && view.desired === 0 && newest > 0) return scaleOutTo(1, view, "demand at zero capacity");
    if (evaluateAlarm(this.#high, datapoints) === "ALARM") return this.#out(view, newest);
    if (this.scaleIn !== "never" && evaluateAlarm(this.#low, datapoints) === "ALARM") return this.#in(view, newest);
    return none("no alarm");
  }

  nextAt(now: number, metrics: PublishedMetrics): number {
    return metrics.nextActionAt(this.#metric, now);
  }

  capacityNeeded(view: FleetView): number {
    const newest = this.#newest(view);
    return Number.isNaN(newest) ? 0 : proportionalCapacity(view.running, newest, this.#target);
  }

  capacityFor(load: ExpectedLoad): number | null {
    return capacityFor(this.#metric, load, this.#target);
  }

  /** The datapoint that the action uses, which may be newer than those that raised the alarm. */
  #newest({ metrics, now }: FleetView): number {
    return metrics.newest(this.#metric, 1, now).at(-1) ?? Number.NaN;
  }

  #out(view: FleetView, newest: number): Decision {
    const proposed = proportionalCapacity(view.base, newest, this.#target);
    return scaleOutTo(proposed, view, this.#explain(newest, "above"));
  }

  #in(view: FleetView, newest: number): Decision {
    const proposed = proportionalCapacity(view.running, newest, this.#target);
    const goesAtMost = Math.max(1, wholeTasks(this.#maxScaleInFraction * view.desired));
    return scaleInTo(Math.max(proposed, view.desired - goesAtMost), view, this.#explain(newest, "below"));
  }

  #explain(newest: number, side: "above" | "below"): string {
    return `${formatMetric(this.#metric, newest)} is ${side} the target of ${formatMetric(this.#metric, this.#target)}`;
  }
}

function allOf(datapoints: number, isBreaching: (value: number) => boolean): AlarmRule {
  return { isBreaching, datapointsToAlarm: datapoints, evaluationPeriods: datapoints, missingData: "missing" };
}

function assumptionsOf(
  { target, disableScaleIn, maxScaleInFraction }: TargetTrackingConfig,
  { unit }: MetricKind,
): readonly string[] {
  const assumptions: string[] = [];
  if (unit.greatest < Infinity) {
    const factor = (unit.greatest / target).toFixed(2);
    assumptions.push(
      `at a target of ${wholePercent(target)} one decision grows a fleet at most ${factor} times, since utilization ends at ` +
        wholePercent(unit.greatest),
    );
  }
  if (!disableScaleIn) {
    assumptions.push(
      `target tracking scales in by ${wholePercent(maxScaleInFraction)} of the tasks at a time, at least one (maxScaleInFraction): ` +
        `records of up to 16 tasks show one at a time; ${plausibleWords(maxScaleInShape)} is plausible, above 16 tasks nothing is verified`,
    );
  }
  return assumptions;
}

const anyShare = ratio();

function wholePercent(share: number): string {
  return String(z.encode(anyShare, Math.round(share * 100) / 100));
}
