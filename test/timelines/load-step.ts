import { onlyService, scenario, simulate, type WholeFacts } from "../support/simulate.js";

/** CPU work of a request: short beside a minute, so that a step of the rate is a step of utilization. */
const workS = 0.6;
export const tasks = 20;
export const second = 1_000_000;

/** A step of load on twenty tasks of one vCPU; utilizations are shares of those. */
export interface LoadStep {
  readonly before: number;
  readonly after: number;
  /** When it steps and when the run ends, in whole seconds. */
  readonly atS: number;
  readonly endS: number;
  /** Policies, as a scenario writes them. */
  readonly scaling: string;
  readonly min?: number;
  /** Number of the replication: its launches take times of their own. */
  readonly index?: number;
}

/** Evenly spaced requests at a rate that gives these utilizations, so that nothing but the step moves the metric. */
export function stepLoad({ before, after, atS, endS, scaling, min = 1, index = 0 }: LoadStep): WholeFacts {
  const rate = (utilization: number) => `${((utilization * tasks) / workS).toFixed(6)}/s`;
  const yaml = `
region: us-east-1
clock: { duration: ${endS}s, warmup: 0s }
demand:
  - name: load
    to: web
    curve: { kind: steps, steps: [{ at: 0s, rate: ${rate(before)} }, { at: ${atS}s, rate: ${rate(after)} }] }
    arrivals: even
    request: { steps: [{ cpu: ${workS}s }] }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, image: 1 GB }
    desired: ${tasks}
    bounds: { min: ${min}, max: 60 }
    scaling: ${scaling}
    balancer: { nodes: 1 }
    launch: { boot: 0s }
    drain: { deregistrationDelay: 0s }
    abruptFailuresPerMonth: 0 %
`;
  return onlyService(simulate(scenario(yaml), index));
}

/** Every change of desired, as seconds after the step and the new count. */
export function changes({ scaling }: WholeFacts, atS: number): readonly (readonly [number, number])[] {
  return scaling.activities.map(({ at, to }) => [at / second - atS, to]);
}
