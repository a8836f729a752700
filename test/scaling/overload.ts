import { z } from "zod";
import { autoscalingShape } from "../../sim/scaling/index.js";
import type { MetricClass, MetricKind } from "../../sim/scaling/metrics/kind.js";
import { loop, report } from "../harness/staging/scaling-rig.js";
import { onlyService, scenario, simulate } from "../support/simulate.js";
import { second } from "./fixture.js";

const { metricLags } = autoscalingShape.parse({});

/** From the end of a period until an alarm acts on its datapoint, and how long the period is. Microseconds. */
export function timingOf(metricClass: MetricClass): { readonly lag: number; readonly period: number } {
  const { age, actionDelay } = metricLags[metricClass];
  return { lag: age + actionDelay, period: (metricClass === "high" ? 20 : 60) * second };
}

/** A policy that holds a metric at a value, as a scenario writes it. */
export function tracking({ unit }: MetricKind, spelling: string, value: number): string {
  const target = JSON.stringify(z.encode(unit.target(), value));
  return `{ kind: target-tracking, metric: ${spelling}, target: ${target} }`;
}

/** Three tasks' work for two tasks of a vCPU each, from before the world begins; each request holds 10 MB. */
export function simulateOverload(policy: string) {
  return onlyService(
    simulate(
      scenario(`
region: us-east-1
clock: { duration: 2m, warmup: 0s }
demand: [ { name: load, to: web, curve: 3/s, request: { steps: [ { cpu: 1s } ], memory: 10 MB } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 4 GB, queue: 200 }
    desired: 2
    scaling: [ ${policy} ]
`),
    ),
  ).scaling.activities;
}

/** When a local fleet first asks for more tasks, whose ten tasks use 90 % of CPU and of memory and get 5 requests/s each, 20 of which wait. */
export function overloadLocally(policy: string, limitS: number): number {
  const { time, scheduler, tasks } = loop(policy, { cpu: 0.9, perSecond: 5 });
  for (let at = 1; at <= limitS; at++) {
    for (const task of tasks) report(task, { cpuUsed: 0.9 * at * second, memoryMib: 0.9 * 2_048, queued: 20 });
    time.passTo(at * second);
    if (scheduler.desired > 10) return at;
  }
  return Infinity;
}
