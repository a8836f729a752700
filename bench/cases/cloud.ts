import { run } from "../../sim/run.js";
import { requestService, type Scenario } from "../../sim/scenario/index.js";
import { Histogram } from "../../sim/statistics/histogram.js";
import { Tables } from "../../workload/tables.js";
import { RATE, type Sample, SLOTS, TASKS } from "../kernels/kernel.js";
import { read } from "../shipped-scenario.js";

/** Number of requests in one measurement. */
export const REQUESTS = 3_000_000;

const yaml = (step: "wait" | "cpu") => `
name: bench
region: us-east-1
clock: { duration: ${Math.round(REQUESTS / RATE)}s, warmup: 0s, represents: 1h per day }
demand:
  - name: demand
    to: service
    curve: ${RATE}/s
    request: { steps: [ { ${step}: { kind: lognormal, median: 882.496903ms, sigma: 0.5 } } ], writes: 1, timeout: 60s }
services:
  service:
    task: { cpu: 16 vCPU, memory: 32 GB, maxConcurrent: ${step === "wait" ? SLOTS : 1000}, queue: 4000 }
    desired: ${TASKS}
    bounds: { min: ${TASKS}, max: ${TASKS} }
    balancer: { algorithm: ${step === "wait" ? "least-outstanding" : "round-robin"}, nodes: 1 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 90 % } ]
    degradation: { signal: cpu, levels: [ { above: 99.9 %, shed: 1 % } ], restoreBelow: 99 % }
    abruptFailuresPerMonth: 0 %
`;

/**
 * The kernels' workload through the full request service with everything on, and one balancer node, as in the kernels.
 * Fargate has no 50 vCPUs, so these are set after reading.
 */
export function cloudScenario(step: "wait" | "cpu"): Scenario {
  const scenario = read(yaml(step));
  const service = requestService("service", scenario);
  return {
    ...scenario,
    services: { service: { ...service, kind: "request-service", task: { ...service.task, cpu: SLOTS } } },
  };
}

/** Runs a scenario with one service and returns the same figures as a kernel; times in seconds. */
export function measure(scenario: Scenario, seed: number): Sample {
  const startedAt = performance.now();
  const replication = run({ ...scenario, seed }, { index: 0, stratum: null, crunches: new Map(), tables: noTables });
  const seconds = (performance.now() - startedAt) / 1000;
  const [{ requests, latency: own }] = Object.values(replication.services);
  const latency = Histogram.from(own!.histogram);
  return {
    requests: requests!.arrived,
    seconds,
    mean: latency.mean / 1e6,
    p99: latency.quantile(0.99) / 1e6,
  };
}

const noTables = new Tables(() => "");
