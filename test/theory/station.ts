import { confidenceInterval, Moments } from "../../sim/statistics/index.js";
import { latencyOf, onlyService, replications, scenario } from "../support/simulate.js";

/** A service in equilibrium: Poisson requests to tasks that neither scale nor fail, and wait for nothing but each other. */
export interface Station {
  /** Requests per second, over all tasks. */
  readonly rate: number;
  /** The steps of a request, as a scenario writes them. */
  readonly steps: string;
  readonly vcpu?: number;
  /** How a task serves; its queue holds everybody unless this says otherwise. */
  readonly task: string;
  readonly tasks?: number;
  readonly balancer?: string;
  readonly nodes?: number;
  /** Requests that are measured, over all replications. */
  readonly requests: number;
  /** Requests a second beside the others, evenly spaced, that need no service: they see what a newcomer sees. */
  readonly probes?: number;
}

/** How many replications a mean is taken over. */
const runs = 20;
/** The one chance in a thousand that a true model fails; the seed is fixed, so that it is taken once. */
const level = 0.999;

/** A mean over replications with its Student interval. */
export interface Mean {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Half of the interval, as a share of the mean: a model that is wrong by twice as much is found out. */
  readonly precision: number;
}

/** What a station shows; times in microseconds. */
export interface Observed {
  /** The mean latency. */
  readonly time: Mean;
  /** The share of requests that found no room. */
  readonly blocked: Mean;
  /** The share of answers that took longer than `t`. */
  above(t: number): Mean;
  /** The share of probes that were not served at once. */
  waiting(): Mean;
}

/** Runs a station and measures it. */
export function observe(station: Station): Observed {
  const services = replications(scenario(scenarioOf(station)), runs).map(onlyService);
  const latencies = services.map(latencyOf);
  const probes = secondsOf(station) * (station.probes ?? 0);
  return {
    time: meanOf(latencies.map((latency) => latency.mean)),
    blocked: meanOf(services.map(({ requests }) => requests.failedBy.queueFull / requests.arrived)),
    above: (t) => meanOf(latencies.map((latency) => 1 - latency.countAtMost(t) / latency.count)),
    waiting: () => meanOf(latencies.map((latency) => 1 - latency.countAtMost(0) / probes)),
  };
}

function scenarioOf(station: Station): string {
  const { rate, steps, vcpu = 1, task, tasks = 1, balancer = "round-robin", nodes = 1, probes = 0 } = station;
  const seconds = secondsOf(station);
  return `
region: us-east-1
clock: { duration: ${seconds}s, warmup: ${Math.ceil(seconds / 10)}s }
demand:
  - { name: load, to: station, curve: ${rate}/s, request: { steps: ${steps} } }
  - { name: probes, to: station, curve: ${probes}/s, arrivals: even, request: { steps: [{ wait: 0s }] } }
services:
  station:
    task: { cpu: ${vcpu} vCPU, memory: ${vcpu < 1 ? 4 : 8} GB, ${/queue:/.test(task) ? "" : "queue: 1000000, "}${task} }
    desired: ${tasks}
    bounds: { min: ${tasks}, max: ${tasks} }
    scaling: []
    balancer: { algorithm: ${balancer}, nodes: ${nodes}, idleTimeout: 4000s }
    abruptFailuresPerMonth: 0 %
`;
}

function secondsOf({ requests, rate }: Station): number {
  return Math.ceil(requests / runs / rate);
}

/** The mean of one value a replication. */
export function meanOf(values: readonly number[]): Mean {
  const { low, high } = confidenceInterval(values, level)!;
  const { mean } = Moments.of(values);
  return { mean, low, high, precision: (high - low) / 2 / mean };
}
