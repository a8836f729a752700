import { minute } from "../../../scenarios/language/units/time.js";
import { sum } from "../../statistics/sum.js";
import type { ServiceReplication } from "../replication.js";
import type { ServiceMetric } from "./metric.js";
import { isOut, oscillations } from "./oscillations.js";

/** How the autoscaler behaves. */
export const scalingMetrics: readonly ServiceMetric[] = [
  {
    name: "scaleOuts",
    field: "scaling.scaleOuts",
    unit: "count",
    about: "Scaling activities that asked for more tasks.",
    value: ({ service }) => ofWatched(service, (activities) => activities.filter(isOut).length),
    event: ({ service }) => Number(service.possible.scaleOut),
  },
  {
    name: "scaleIns",
    field: "scaling.scaleIns",
    unit: "count",
    about: "Scaling activities that asked for fewer tasks.",
    value: ({ service }) => ofWatched(service, (activities) => activities.filter(({ from, to }) => to < from).length),
    event: ({ service }) => Number(service.possible.scaleIn),
  },
  oscillation("oscillationsPerDay", "five", 5 * minute),
  oscillation("oscillationsPerDay30m", "thirty", 30 * minute),
  {
    name: "scalingLag",
    field: "scaling.lagS.max",
    unit: "s",
    about: "The longest time from the need for more tasks until enough were healthy.",
    value: ({ service }) => (service.scaleOutLags.length === 0 ? Number.NaN : Math.max(...service.scaleOutLags) / 1e6),
    grain: () => 1,
  },
  {
    name: "meanScalingLag",
    field: "scaling.lagS.mean",
    unit: "s",
    about: "The mean time from the need for more tasks until enough were healthy.",
    value: ({ service }) => sum(service.scaleOutLags) / service.scaleOutLags.length / 1e6,
    grain: () => 1,
  },
];

function oscillation(name: string, window: string, microseconds: number): ServiceMetric {
  return {
    name,
    field: `scaling.${name}`,
    unit: "1/day",
    about: `Pairs of opposite activities of dynamic policies within ${window} minutes, per day.`,
    value: ({ service, days }) => ofWatched(service, (activities) => oscillations(activities, microseconds)) / days,
    event: ({ service, days }) => (service.possible.oscillation ? 1 / days : 0),
  };
}

/** Whoever saw no desired count (a measurement without access to ECS) saw no activity either: that is not none. */
function ofWatched({ minutes, activities }: ServiceReplication, count: (all: typeof activities) => number): number {
  return minutes.desired.every(Number.isNaN) ? Number.NaN : count(activities);
}
