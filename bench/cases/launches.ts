import { run } from "../../sim/run.js";
import { Tables } from "../../workload/tables.js";
import type { Sample } from "../kernels/kernel.js";
import { read } from "../shipped-scenario.js";

const scenario = read(`
name: launches
region: us-east-1
clock: { duration: 2h, warmup: 30m, represents: 24h per day }
demand:
  - name: jobs
    to: runs
    curve: 2/s
    request: { steps: [ { wait: { kind: lognormal, mean: 8m, p99: 20m } } ], retries: { attempts: 1 } }
services:
  runs:
    kind: run-launcher
    capacity: { FARGATE: { weight: 30 }, FARGATE_SPOT: { weight: 70 } }
    flows: { jobs: { memory: { kind: lognormal, mean: 250 MB, p99: 600 MB } } }
    reconciler: { pageSize: 2000 }
`);

/**
 * Counts the runs of a launcher with a thousand runs at a time, some of which die and are found by passes over all of
 * them.
 */
export function launches(seed: number): Sample {
  const startedAt = performance.now();
  const { services } = run(
    { ...scenario, seed },
    { index: 0, stratum: null, crunches: new Map(), tables: new Tables(() => "") },
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return { requests: services.runs.runs!.arrived, seconds, mean: Number.NaN, p99: Number.NaN };
}
