import { run } from "../sim/run.js";
import { Tables } from "../workload/tables.js";
import { read } from "./shipped-scenario.js";

/** A selection from every list: distributions, balancers, disciplines. */
const variants = [
  { step: "cpu: { kind: exponential, mean: 50ms }", algorithm: "round-robin", discipline: "event-loop" },
  { step: "cpu: { kind: gamma, mean: 50ms, shape: 2 }", algorithm: "weighted-random", discipline: "processor-sharing" },
  { step: "wait: { kind: uniform, min: 10ms, max: 90ms }", algorithm: "least-outstanding", discipline: "event-loop" },
  { step: "wait: 50ms", algorithm: "round-robin", discipline: "{ kind: worker-pool, threads: 8 }" },
];

const yaml = ({ step, algorithm, discipline }: (typeof variants)[number]) => `
region: us-east-1
clock: { duration: 4m, warmup: 0s, represents: 1h per day }
demand: [ { name: d, to: s, curve: 200/s, arrivals: even, request: { steps: [ { ${step} } ] } } ]
services:
  s:
    task: { cpu: 4 vCPU, memory: 8 GB, discipline: ${discipline} }
    desired: 8
    balancer: { algorithm: ${algorithm} }
`;

const calling = `
region: us-east-1
clock: { duration: 4m, warmup: 0s, represents: 1h per day }
demand: [ { name: d, to: s, curve: 200/s, request: { steps: [ { cpu: 5ms }, { call: t, retries: { attempts: 1 } }, { call: db } ], timeout: 1s } } ]
services:
  s: { task: { cpu: 2 vCPU, memory: 4 GB }, desired: 2 }
  t: { task: { cpu: 4 vCPU, memory: 8 GB }, desired: 2, request: { steps: [ { wait: 20ms }, { cpu: 5ms } ], timeout: 100ms } }
  db: { kind: dependency, latency: 3ms, maxConcurrent: 20 }
`;

const invoking = `
region: us-east-1
clock: { duration: 4m, warmup: 0s, represents: 1h per day }
demand:
  - { name: d, to: s, curve: 200/s, request: { steps: [ { cpu: 20ms } ], timeout: 1s } }
  - { name: e, to: g, curve: 50/s, request: { errors: 5 %, steps: [ { cpu: 20ms }, { call: f } ] } }
services:
  s: { task: { cpu: 2 vCPU, memory: 4 GB, maxConcurrent: 4, queue: 0 }, desired: 1, overflow: { to: f } }
  f: { kind: lambda, memory: 512 MB, provisioned: { desired: 2 }, request: { steps: [ { wait: 10ms } ] } }
  g: { kind: lambda, memory: 1769 MB, invocation: asynchronous }
`;

/** A few minutes of shipped scenarios: sockets, queues and workers on EC2, a launcher, and a canary under way. */
const shipped = ["graviton-sockets", "agents-peak", "dagy-steady", "canary-rightsizing"].map(
  (name) => `extends: ${name}.yaml\nclock: { duration: 4m, warmup: 1m }\n`,
);

/**
 * First runs other distributions, balancers, disciplines, kinds of service and services that call each other, as
 * happens in a process that compares configurations. The engine's calls have then seen more than one object shape; with
 * a single shape, a benchmark would look better than real use.
 */
export function pollute(): void {
  for (const text of [...variants.map(yaml), calling, invoking, ...shipped]) {
    const tables = new Tables(() => "");
    run(read(text), { index: 0, stratum: null, crunches: new Map(), tables });
  }
}
