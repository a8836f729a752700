import { rateAt } from "../../workload/curves/index.js";
import type { Demand } from "../../workload/demand.js";

/** Requests and messages per second that all demands together expect at an instant. */
export function expectedRate(demands: readonly Pick<Demand, "rates">[], instant: number): number {
  return demands.reduce((sum, { rates }) => sum + rateAt(rates, instant), 0);
}

/** The highest expected rate per second between two instants. */
export function peakRate(demands: readonly Pick<Demand, "rates">[], from: number, to: number): number {
  const changes = demands.flatMap(({ rates }) => Array.from(rates.from));
  const instants = [from, ...changes.filter((instant) => instant > from && instant < to)];
  return Math.max(...instants.map((instant) => expectedRate(demands, instant)));
}

const ratePerProcess = 1_000;

/** Number of generator processes that can release this many requests per second on time; at most one per core. */
export function processesFor(rate: number, cores: number): number {
  return Math.max(1, Math.min(cores, Math.ceil(rate / ratePerProcess)));
}

/** Connections added for bursts of a small load. */
const atLeast = 8;
/** How many times longer than its steps a request may take before more connections have to be opened. */
const slowdown = 2;
/** Standard deviations of headroom for the number in flight, if it varies as with Poisson arrivals. */
const deviations = 4;

/**
 * Number of connections to open before the first request: the number in flight at the highest rate by Little's law,
 * with headroom. A slower target gets more as they are needed, up to the limit. Opening all of them in advance would
 * cost seconds, memory at both ends, and load balancer charges.
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
