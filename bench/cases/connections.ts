import type { Sample } from "../kernels/kernel.js";
import { read } from "../shipped-scenario.js";
import { measure } from "./cloud.js";

const SESSIONS_PER_SECOND = 50;
const MESSAGES = 20;
const SECONDS = 1_000;
const message = "{ steps: [ { wait: { kind: lognormal, median: 882ms, sigma: 0.5 } } ], timeout: 60s }";
const tasks =
  "task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 1000 }, desired: 10, scaling: [], balancer: { nodes: 1 }";

/**
 * Sessions of twenty messages, to a service that holds their connections or to one that balances each message
 * separately.
 */
const served = (service: string) =>
  read(`
name: connections
region: us-east-1
clock: { duration: ${SECONDS}s, warmup: 0s, represents: 1h per day }
demand:
  - { name: chats, to: service, curve: ${SESSIONS_PER_SECOND}/s, session: { messages: ${MESSAGES}, between: { kind: exponential, mean: 20s }, message: ${message} } }
services: { service: { ${service} } }
`);

/** Time per message when each goes to the task that holds its connection, including connecting and closing. */
export const overConnections = (seed: number): Sample =>
  measure(served(`kind: websocket-service, connectionsPerTask: 4000, ${tasks}`), seed);

/** Time per message of the same sessions when each is balanced separately. */
export const balanced = (_requests: number, seed: number): Sample => measure(served(tasks), seed);
