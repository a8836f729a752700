import type { RunEvent } from "../../../sim/outcome/replication.js";
import { onlyService, scenario, simulate, type WholeFacts } from "../../support/simulate.js";

/** A release of eight tasks whose launch takes 70 s to RUNNING and at most five more to the first good health check. */
export interface Release {
  readonly strategy: string;
  readonly abort?: string;
  readonly breaker?: string;
  readonly observe?: string;
  /** Share of launches that never come to RUNNING. */
  readonly failedStarts?: string;
  /** CPU work of the new revision over that of the old one. */
  readonly slower?: number;
  readonly curve?: string;
  readonly request?: string;
  readonly task?: string;
  /** Keys of the service beside. */
  readonly keys?: string;
  readonly incidents?: string;
  /** Whole minutes of the run; the release begins after five. */
  readonly minutes?: number;
  readonly warmup?: string;
  readonly index?: number;
}

export const releaseAt = 300;

export function yamlOf(release: Release): string {
  const { strategy, abort = "[]", breaker = "{}", slower = 1, minutes = 60, warmup = "0s" } = release;
  const task = release.task ?? "cpu: 1 vCPU, memory: 2 GB, image: 1 GB";
  const steps = release.request ?? "steps: [ { cpu: { kind: exponential, mean: 50ms } } ], timeout: 10s";
  return `
name: release
region: us-east-1
clock: { duration: ${minutes}m, warmup: ${warmup} }
demand: [ { name: load, to: web, curve: ${release.curve ?? "40/s"}, request: { ${steps} } } ]
services:
  web:
    task: { ${task} }
    desired: 8
    scaling: []
    balancer: { nodes: 1, latency: 0s }
    healthCheck: { interval: 5s, timeout: 2s }
    launch: { schedule: 10s, provision: 20s, pullPerGib: 0s, create: 40s, createPerGib: 0s, activate: 0s, boot: 0s, deprovision: 10s, failedStarts: ${release.failedStarts ?? "0 %"} }
    drain: { deregistrationDelay: 30s, stopTimeout: 10s }
    abruptFailuresPerMonth: 0 %
    deployment: { strategy: ${strategy}, abort: ${abort}, circuitBreaker: ${breaker}${release.observe === undefined ? "" : `, observe: ${release.observe}`} }
    ${release.keys ?? ""}
incidents:
  - { kind: deployment, at: ${releaseAt}s, service: web, task: { ${task}, workFactor: ${slower} } }
  ${release.incidents ?? ""}
`;
}

/** What one run of a release tells, and what is written of it. */
export interface Released {
  readonly web: WholeFacts;
  readonly events: readonly RunEvent[];
  /** When what a line says came to pass, in seconds; NaN where it never did. */
  at(words: string): number;
}

export function released(release: Release): Released {
  const replication = simulate(scenario(yamlOf(release)), release.index);
  const { events } = replication;
  const at = (words: string) => (events.find(({ message }) => message.includes(words))?.at ?? Number.NaN) / 1e6;
  return { web: onlyService(replication), events, at };
}
