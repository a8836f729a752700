import type { Sample } from "../kernels/kernel.js";
import { read } from "../shipped-scenario.js";
import { measure } from "./cloud.js";

const PER_SECOND = 1_000;
const SECONDS = 1_000;

/** The same requests to a function, or to a request service with enough slots. */
const served = (service: string) =>
  read(`
name: functions
region: us-east-1
clock: { duration: ${SECONDS}s, warmup: 0s, represents: 1h per day }
account: { lambdaConcurrency: 100000 }
demand:
  - { name: load, to: service, curve: ${PER_SECOND}/s, request: { steps: [ { wait: { kind: lognormal, median: 882ms, sigma: 0.5 } } ], timeout: 60s } }
services: { service: { ${service} } }
`);

/** Time per invocation. Each takes one of several thousand environments and returns it. */
export const invocations = (seed: number): Sample =>
  measure(served("kind: lambda, memory: 1769 MB, timeout: 60s"), seed);

/** Time per request to ten tasks behind one balancer node. */
export const asRequests = (_requests: number, seed: number): Sample =>
  measure(
    served(
      "task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 1000 }, desired: 10, scaling: [], balancer: { nodes: 1 }",
    ),
    seed,
  );
