import type { Sample } from "../kernels/kernel.js";
import { read } from "../shipped-scenario.js";
import { measure } from "./cloud.js";

const PER_SECOND = 1_000;
const SECONDS = 500;
const wait = "{ wait: { kind: lognormal, median: 88ms, sigma: 0.5 } }";

/**
 * Two services with the same work: either the first calls the second for each of its requests, or each has its own
 * demand.
 */
const pair = (isCalled: boolean) =>
  read(`
name: calls
region: us-east-1
clock: { duration: ${SECONDS}s, warmup: 0s, represents: 1h per day }
demand:
  - { name: first, to: front, curve: ${PER_SECOND}/s, request: { steps: [ ${wait}${isCalled ? ", { call: back }" : ""} ], timeout: 60s } }
${isCalled ? "" : `  - { name: second, to: back, curve: ${PER_SECOND}/s, request: { steps: [ ${wait} ], timeout: 60s } }`}
services:
  front: { task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 1000 }, desired: 10, scaling: [], balancer: { nodes: 1 } }
  back:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 1000 }
    desired: 10
    scaling: []
    balancer: { nodes: 1 }
    request: { steps: [ ${wait} ], timeout: 60s }
`);

/**
 * Time per request of both services, called or sent directly; `measure` counts those of the first, which are half of
 * them.
 */
export const calling = (seed: number): Sample => both(measure(pair(true), seed));
export const sideBySide = (_requests: number, seed: number): Sample => both(measure(pair(false), seed));

function both({ requests, seconds }: Sample): Sample {
  return { requests: 2 * requests, seconds, mean: Number.NaN, p99: Number.NaN };
}
