import type { Sample } from "../kernels/kernel.js";
import { RATE, SLOTS, TASKS } from "../kernels/kernel.js";
import { read } from "../shipped-scenario.js";
import { cloudScenario, measure, REQUESTS } from "./cloud.js";

/**
 * The kernels' workload through a queue: the same work on the same number of tasks and slots, fetched by the workers
 * themselves. It has as many messages as the other side has requests, so that building a world weighs equally on both
 * sides.
 */
const queued = read(`
name: bench
region: us-east-1
clock: { duration: ${Math.round(REQUESTS / RATE)}s, warmup: 0s, represents: 1h per day }
demand:
  - { name: demand, to: jobs, curve: ${RATE}/s, request: { steps: [ { wait: { kind: lognormal, median: 882.496903ms, sigma: 0.5 } } ] } }
services:
  jobs: { kind: queue, visibilityTimeout: 15m }
  workers:
    kind: worker-service
    queue: jobs
    task: { cpu: 16 vCPU, memory: 32 GB, maxConcurrent: ${SLOTS} }
    desired: ${TASKS}
    bounds: { min: ${TASKS}, max: ${TASKS} }
    scaling: [ { kind: target-tracking, metric: backlog-per-task, target: 10 } ]
    abruptFailuresPerMonth: 0 %
`);

/** Time per message of a queue and its workers, and per request of the full request service with the same work. */
export const messages = (seed: number): Sample => measure(queued, seed);
export const requests = (_requests: number, seed: number): Sample => measure(cloudScenario("wait"), seed);
