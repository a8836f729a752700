import type { Sample } from "../kernels/kernel.js";
import { read } from "../shipped-scenario.js";
import { measure } from "./cloud.js";

const PER_SECOND = 1_000;
const SECONDS = 1_000;

/**
 * A service in which, a minute after the start, a canary gets a tenth of the requests and stays; or one without
 * incidents.
 */
const service = (incidents: string) =>
  read(`
name: canary
region: us-east-1
clock: { duration: ${SECONDS}s, warmup: 0s, represents: 1h per day }
demand: [ { name: d, to: service, curve: ${PER_SECOND}/s, request: { steps: [ { wait: { kind: lognormal, median: 88ms, sigma: 0.5 } } ], timeout: 60s } } ]
services:
  service:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 1000 }
    desired: 10
    scaling: []
    balancer: { nodes: 1 }
    deployment: { strategy: { kind: canary, share: 10 %, lasts: 60m } }
incidents: [ ${incidents} ]
`);

/** Time per request with two target groups, each with its own recorder, and with one. */
export const divided = (seed: number): Sample =>
  measure(
    service("{ kind: deployment, service: service, at: 1m, task: { cpu: 1 vCPU, memory: 3 GB, maxConcurrent: 1000 } }"),
    seed,
  );
export const undivided = (_requests: number, seed: number): Sample => measure(service(""), seed);
