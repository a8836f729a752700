import { Simulation } from "../../sim/engine/simulation.js";
import { Random } from "../../workload/random.js";
import type { Sample } from "../kernels/kernel.js";

const REQUESTS = 3_000_000;
/** Mean service time, in microseconds. */
const MEAN_SERVICE = 1_000_000;
const UTILIZATION = 0.8;
const DRAWS = 256;

/**
 * An M/M/c queue on the bare engine: arrivals as an alarm, departures as events, and a FIFO queue of arrival instants.
 */
export function queueing(servers: number, seed: number): Sample {
  const simulation = new Simulation();
  const arrivals = exponentials(seed, "arrivals", MEAN_SERVICE / (servers * UTILIZATION));
  const services = exponentials(seed, "services", MEAN_SERVICE);
  const waiting = new Float64Array(65_536);
  const inService = new Float64Array(servers);
  const free = Array.from({ length: servers }, (_, server) => server);
  let first = 0;
  let last = 0;
  let arrived = 0;
  let sum = 0;
  const begin = (server: number, arrivedAt: number) => {
    inService[server] = arrivedAt;
    simulation.after(services(), departure, server);
  };
  const departure = simulation.event("departure", (server) => {
    sum += simulation.now - inService[server];
    if (first === last) free.push(server);
    else begin(server, waiting[first++ & 65_535]);
  });
  const arrival = simulation.alarm("arrival", () => {
    if (++arrived < REQUESTS) simulation.ring(arrival, arrivals());
    if (free.length > 0) begin(free.pop()!, simulation.now);
    else waiting[last++ & 65_535] = simulation.now;
  });
  simulation.ring(arrival, arrivals());
  const startedAt = performance.now();
  simulation.runUntil(Infinity);
  const seconds = (performance.now() - startedAt) / 1000;
  return { requests: simulation.happened, seconds, mean: sum / REQUESTS / MEAN_SERVICE, p99: Number.NaN };
}

/** Exponential draws in whole microseconds, made a batch at a time. */
function exponentials(seed: number, name: string, mean: number): () => number {
  const random = Random.stream(seed, name);
  const draws = new Float64Array(DRAWS);
  let at = DRAWS;
  return () => {
    if (at === DRAWS) {
      for (let i = 0; i < DRAWS; i++) draws[i] = Math.round(random.exponential() * mean);
      at = 0;
    }
    return draws[at++];
  };
}
