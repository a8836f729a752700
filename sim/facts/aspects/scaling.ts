import { minute } from "../../../scenarios/language/units/time.js";
import { sum } from "../../statistics/sum.js";
import type { Aspect } from "../aspect.js";
import { type Estimate, plusMinus, withInterval } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import { type Metric, type Repeated, repeatedMean, repeatedOverDays, valueIn } from "../metric.js";
import { quantity, seconds } from "../numbers.js";

/** A change of the desired count. */
export interface ScalingActivity {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** Index or kind of the policy that caused it, for people. */
  readonly cause: string;
  /** Dynamic policies only: scheduled actions, deployments and replacements do not count as oscillation. */
  readonly dynamic: boolean;
  /** Number of occurrences in the month that this one stands for; 1 when left out. */
  readonly times?: number;
}

/** The autoscaling of a service in one run. */
export interface ScalingFacts {
  readonly activities: readonly ScalingActivity[];
  /** One entry per need to scale out: microseconds from the need to enough healthy capacity. */
  readonly lags: readonly Repeated[];
  /** Whether the service can scale out at all; if not, reports omit it instead of saying "never seen". */
  readonly canScaleOut: boolean;
  readonly canScaleIn: boolean;
  /** Dynamic policies can move the number of tasks both ways. */
  readonly canOscillate: boolean;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly scaling: ScalingFacts;
  }
  interface ServiceFields {
    readonly scaling: {
      readonly scaleOuts: number;
      readonly scaleIns: number;
      /** Pairs of opposite dynamic activities within five minutes, per day; and within thirty. */
      readonly oscillationsPerDay: Estimate;
      readonly oscillationsPerDay30m: Estimate;
      readonly lagS: { readonly mean: Estimate; readonly max: Estimate };
    };
  }
}

/** How the autoscaler behaved. */
export const scaling: Aspect<"scaling", "scaling"> = {
  name: "scaling",
  overDays: {
    activities: (days, starts) =>
      days.flatMap(({ value, times }, index) =>
        value.map((activity) => ({ ...activity, at: activity.at + starts[index], times })),
      ),
    lags: repeatedOverDays,
  },
  columns: [],
  metrics: [
    {
      name: "scaleOuts",
      field: "scaling.scaleOuts",
      unit: "count",
      about: "Scaling activities that asked for more tasks.",
      fold: "mean",
      value: ({ activities }) => counted(activities.filter(isOut)),
      event: ({ canScaleOut }) => Number(canScaleOut),
    },
    {
      name: "scaleIns",
      field: "scaling.scaleIns",
      unit: "count",
      about: "Scaling activities that asked for fewer tasks.",
      fold: "mean",
      value: ({ activities }) => counted(activities.filter(({ from, to }) => to < from)),
      event: ({ canScaleIn }) => Number(canScaleIn),
    },
    oscillation("oscillationsPerDay", "five", 5 * minute),
    oscillation("oscillationsPerDay30m", "thirty", 30 * minute),
    {
      name: "meanScalingLag",
      field: "scaling.lagS.mean",
      unit: "s",
      about: "The mean time from the need for more tasks until enough were healthy.",
      fold: "estimate",
      value: ({ lags }) => repeatedMean(lags) / 1e6,
      grain: () => 1,
    },
    {
      name: "scalingLag",
      field: "scaling.lagS.max",
      unit: "s",
      about: "The longest time from the need for more tasks until enough were healthy.",
      fold: "estimate",
      value: ({ lags }) => (lags.length === 0 ? Number.NaN : Math.max(...lags.map(valueIn)) / 1e6),
      grain: () => 1,
    },
  ],
  words: { lines: ({ scaling }) => [["scaling", scalingWords(scaling)]] },
};

function oscillation(name: string, window: string, microseconds: number): Metric<ScalingFacts> {
  return {
    name,
    field: `scaling.${name}`,
    unit: "1/day",
    about: `Pairs of opposite activities of dynamic policies within ${window} minutes, per day.`,
    fold: "estimate",
    value: ({ activities }, { days }) => oscillations(activities, microseconds) / days,
    event: ({ canOscillate }, { days }) => (canOscillate ? 1 / days : 0),
  };
}

/**
 * How often a service changed its mind: pairs of opposite activities of dynamic policies at most `window` (in
 * microseconds) apart, each activity in one pair. `activities` are in order of time.
 */
export function oscillations(activities: readonly ScalingActivity[], window: number): number {
  let pairs = 0;
  let open: readonly ScalingActivity[] = []; // all of one direction: an opposite one would have closed the first
  for (const activity of activities.filter(({ dynamic, from, to }) => dynamic && from !== to)) {
    open = open.filter(({ at }) => activity.at - at <= window);
    if (open.length > 0 && isOut(open[0]) !== isOut(activity)) {
      pairs += activity.times ?? 1;
      open = open.slice(1);
    } else {
      open = [...open, activity];
    }
  }
  return pairs;
}

function counted(activities: readonly ScalingActivity[]): number {
  return sum(activities.map(({ times = 1 }) => times));
}

/** Whether an activity asked for more tasks. */
function isOut({ from, to }: ScalingActivity): boolean {
  return to > from;
}

function scalingWords(scaling: ToldFields["scaling"]): string {
  const { scaleOuts, scaleIns, lagS, oscillationsPerDay, oscillationsPerDay30m } = scaling;
  const lag =
    lagS.mean.value === null
      ? []
      : [`capacity late by ${plusMinus(lagS.mean, seconds)} on average, ${plusMinus(lagS.max, seconds)} at most`];
  return [
    `${plusMinus(scaleOuts, quantity)} out, ${plusMinus(scaleIns, quantity)} in`,
    ...lag,
    `oscillations a day ${withInterval(oscillationsPerDay, quantity)} within 5 min, ${plusMinus(oscillationsPerDay30m, quantity)} within 30`,
  ].join(" · ");
}
