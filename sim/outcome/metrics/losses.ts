import type { ServiceMetric } from "./metric.js";

/** What write buffers and degradation do. */
export const lossMetrics: readonly ServiceMetric[] = [
  {
    name: "writes.lost",
    field: "writes.lost",
    unit: "count",
    about: "Buffered writes that were lost.",
    value: ({ service }) => service.writes.lost,
    event: ({ service: { writes } }) => (writes.accepted > 0 ? writes.lostAtOnce : 0),
  },
  {
    name: "writes.lostShare",
    field: "writes.lostShare",
    unit: "ratio",
    most: () => 1,
    about: "Buffered writes that were lost ÷ accepted.",
    value: ({ service: { writes } }) => writes.lost / writes.accepted,
    event: ({ service: { writes } }) => writes.lostAtOnce / writes.accepted,
  },
  {
    name: "degradedMinutes",
    field: "degradation.degradedMinutes",
    unit: "min",
    about: "Minutes under degradation.",
    value: ({ service }) => service.degradation.degradedMinutes,
    most: ({ days }) => 24 * 60 * days,
    event: ({ service }) => Number(service.possible.degradation),
  },
  {
    name: "degradation.activations",
    field: "degradation.activations",
    unit: "count",
    about: "How often degradation set in.",
    value: ({ service }) => service.degradation.activations,
    event: ({ service }) => Number(service.possible.degradation),
  },
];
