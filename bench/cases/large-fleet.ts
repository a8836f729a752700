import type { Sample } from "../kernels/kernel.js";
import { read } from "../shipped-scenario.js";
import { measure } from "./cloud.js";

const LARGE = 3_000;
const SMALL = 100;

/** An hour of 3,000 tasks; after ten minutes a scheduled action leaves `kept` of them. */
const fleet = (kept: number) =>
  read(`
name: large-fleet
region: us-east-1
clock: { duration: 60m, warmup: 0s, represents: 1h per day }
account: { vcpuQuota: { FARGATE: ${LARGE}, FARGATE_SPOT: ${LARGE} } }
demand: [ { name: demand, to: service, curve: 300/s, request: { steps: [ { cpu: 5ms } ], timeout: 60s } } ]
services:
  service:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: ${LARGE}
    bounds: { min: ${LARGE}, max: ${LARGE} }
    scaling: [ { kind: scheduled, cron: "10 0 * * *", bounds: { min: ${kept}, max: ${kept} } } ]
`);

/** Time per request while 3,000 tasks are kept, and while all but 100 of them are removed. */
export const holding = (_requests: number, seed: number): Sample => measure(fleet(LARGE), seed);
export const scaleIn = (seed: number): Sample => measure(fleet(SMALL), seed);
