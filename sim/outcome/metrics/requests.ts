import { failed } from "../../facts/aspects/requests.js";
import { type ServiceMetric, type ServiceRun, shareOfArrived } from "./metric.js";

/** Shares of the requests that arrived. */
export const requestMetrics: readonly ServiceMetric[] = [
  {
    name: "errorRate",
    field: "errorRate",
    unit: "ratio",
    most: () => 1,
    about: "Failed requests of any cause ÷ arrived.",
    ofRequests: true,
    value: (run) => shareOfArrived(failed(run.service.requests), run),
    event: (run) => shareOfArrived(1, run),
    minute: (minutes, minute) => [minutes.failed[minute], minutes.arrived[minute]],
  },
  {
    name: "shedRate",
    field: "shedRate",
    unit: "ratio",
    most: () => 1,
    about: "Requests turned away by degradation ÷ arrived.",
    ofRequests: true,
    value: (run) => shareOfArrived(run.service.requests.failedBy.shed, run),
    event: oneDegraded,
  },
  {
    name: "degradedShare",
    field: "degradedShare",
    unit: "ratio",
    most: () => 1,
    about: "Requests given a cheaper answer ÷ arrived.",
    ofRequests: true,
    value: (run) => shareOfArrived(run.service.requests.degraded, run),
    event: oneDegraded,
    minute: (minutes, minute) => [minutes.degraded[minute], minutes.arrived[minute]],
  },
];

function oneDegraded(run: ServiceRun): number {
  return run.service.possible.degradation ? shareOfArrived(1, run) : 0;
}
