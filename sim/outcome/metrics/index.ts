import { costMetrics } from "./cost.js";
import { fleetMetrics } from "./fleet.js";
import { latencyMetrics } from "./latency.js";
import { lossMetrics } from "./losses.js";
import { requestMetrics } from "./requests.js";
import { scalingMetrics } from "./scaling.js";
import { spotMetrics } from "./spot.js";

export { costMetrics };

/** Every metric that a service has; a new one is an entry in a list of its topic. */
export const serviceMetrics = [
  ...latencyMetrics,
  ...requestMetrics,
  ...fleetMetrics,
  ...scalingMetrics,
  ...spotMetrics,
  ...lossMetrics,
];
