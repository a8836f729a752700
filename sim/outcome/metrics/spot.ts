import { hoursPerMonth } from "../../../scenarios/language/units/time.js";
import { sum } from "../../statistics/sum.js";
import type { ServiceReplication } from "../replication.js";
import { type ServiceMetric, shareOfArrived } from "./metric.js";
import { canBeInterrupted } from "./possible.js";

/** What Spot takes away. */
export const spotMetrics: readonly ServiceMetric[] = [
  {
    name: "interruptions",
    field: "interruptions",
    unit: "ratio",
    about:
      "Expected interruptions ÷ Spot task-months (730 h), in closed form: the few that a night has say too little.",
    value: ({ service }) => service.spot.interruptionsExpected / spotTaskMonths(service),
  },
  {
    name: "spot.interruptions",
    field: "spot.interruptions",
    unit: "count",
    about: "Spot tasks taken away in a run.",
    value: ({ service }) => service.spot.interruptions,
    event: ({ service }) => Number(canBeInterrupted(service)),
  },
  {
    name: "interruptedRequests",
    field: "spot.interruptedRequests",
    unit: "count",
    about: "Requests that failed because their Spot task went.",
    value: ({ service }) => service.spot.interruptedRequests,
    event: ({ service }) => cutAtOnce(service),
  },
  {
    name: "interruptionErrors",
    field: "spot.errorRate",
    unit: "ratio",
    most: () => 1,
    about: "Requests that failed because their Spot task went ÷ arrived.",
    value: (run) => shareOfArrived(run.service.spot.interruptedRequests, run),
    event: (run) => shareOfArrived(cutAtOnce(run.service), run),
    minute: (minutes, minute) => [minutes.interrupted[minute], minutes.arrived[minute]],
  },
];

function spotTaskMonths({ minutes }: ServiceReplication): number {
  return sum(minutes.spot) / 60 / hoursPerMonth;
}

/** Requests that one interruption cuts, on average over those of the run; where it had none, at least one. */
function cutAtOnce(service: ServiceReplication): number {
  const { interruptions, interruptedRequests } = service.spot;
  return canBeInterrupted(service) ? Math.max(1, interruptedRequests / Math.max(1, interruptions)) : 0;
}
