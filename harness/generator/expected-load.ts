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
