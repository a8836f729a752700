import { rateAt } from "../../workload/curves/index.js";
import type { Demand } from "../../workload/demand.js";

/** Requests and messages per second that are expected at an instant, all demands together. */
export function expectedRate(demands: readonly Pick<Demand, "rates">[], instant: number): number {
  return demands.reduce((sum, { rates }) => sum + rateAt(rates, instant), 0);
}

/** The highest rate per second that is expected from one instant to another. */
export function peakRate(demands: readonly Pick<Demand, "rates">[], from: number, to: number): number {
  const changes = demands.flatMap(({ rates }) => Array.from(rates.from));
  const instants = [from, ...changes.filter((instant) => instant > from && instant < to)];
  return Math.max(...instants.map((instant) => expectedRate(demands, instant)));
}

const ratePerProcess = 1_000;

/** Generator processes that release so many requests per second to the millisecond; at most one a core. */
export function processesFor(rate: number, cores: number): number {
  return Math.max(1, Math.min(cores, Math.ceil(rate / ratePerProcess)));
}

/** For bursts of a small load. */
const atLeast = 8;
/** How much longer than its steps a request may take before more connections are opened. */
const slowdown = 2;
/** Standard deviations of what is in flight at once, if it varies as Poisson arrivals do. */
const deviations = 4;

/**
 * Connections that stand before the first request: what is in flight at once by Little's law at the highest rate, with
 * headroom. A target that takes longer gets more as they are needed, up to all that are allowed: to open those for it in
 * advance would cost seconds, memory at both ends, and a load balancer's bill.
 */
export function connectionsAtFirst(demands: readonly Demand[], from: number, to: number): number {
  const inFlight = demands.reduce((sum, demand) => {
    const meanMicros = demand.classes.reduce(
      (mean, { share, meanCpu, meanWait }) => mean + share * (meanCpu + meanWait),
      0,
    );
    return sum + (peakRate([demand], from, to) * meanMicros) / 1e6;
  }, 0);
  return atLeast + Math.ceil(slowdown * inFlight + deviations * Math.sqrt(inFlight));
}
