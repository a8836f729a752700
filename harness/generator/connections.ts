import type { Demand } from "../../workload/demand.js";
import { peakRate } from "./expected-load.js";

/** How much longer than its steps a request may take before others wait for a connection, and the least such time. */
const slowdownMax = 10;
const stallS = 2;
/** For bursts of a small load. */
const atLeast = 32;

/**
 * Connections that requests can use at once: Little's law at their highest rate, for a target that takes ten times as
 * long as it should, or stalls for two seconds. To open all that are allowed would cost seconds, and memory at both ends.
 */
export function connectionsUseful(demands: readonly Demand[], from: number, to: number): number {
  const needed = demands.reduce((sum, demand) => {
    const meanMicros = demand.classes.reduce(
      (mean, { share, meanCpu, meanWait }) => mean + share * (meanCpu + meanWait),
      0,
    );
    return sum + peakRate([demand], from, to) * Math.max(stallS, (slowdownMax * meanMicros) / 1e6);
  }, 0);
  return atLeast + Math.ceil(needed);
}
