import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { replicationSeed } from "../../workload/random.js";
import type { CrunchCondition } from "../capacity/spot-market.js";
import { type CrunchStratum, crunchConditions, crunchStrata, stratumOf } from "../capacity/strata.js";
import type { Replication } from "../outcome/replication.js";
import type { AutoscalingConfig } from "../scaling/index.js";
import { crunchMarketsOf, type Scenario } from "../scenario/index.js";
import type { ReplicationTask } from "./replication-worker.js";

/** One replication to run, with the scenario's own autoscaling or another, and with its servers' own draws or others. */
export interface ReplicationJob {
  readonly index: number;
  /** The number of its scenario in the order, from 0. */
  readonly scenario?: number;
  readonly serverDraw?: number;
  readonly autoscaling?: AutoscalingConfig;
}

/** The whole scenario as YAML, and the data files that it names, by the path it names them with. */
export interface SelfContained {
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
}

/** What a pool of threads is to run, and who wants to know how far it is. */
interface ReplicationOrder extends SelfContained {
  /** Other scenarios that jobs may be of, from number 1 on. */
  readonly others?: readonly SelfContained[];
  readonly replications: number;
  /** Which of them to run, and how; all as the scenario says where this is left out. */
  readonly jobs?: readonly ReplicationJob[];
  /** Threads; all cores where it is left out. The result does not depend on it. */
  readonly workers?: number | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Ends the replications under way; those that are finished are kept. */
  readonly signal?: AbortSignal | undefined;
}

const pollMs = 200;
/** Simulated time of a replication is counted in so many parts. */
export const progressParts = 1000;

/**
 * Runs the replications of a scenario on worker threads. They end in any order and are given in the order of the
 * jobs, that of their numbers; after an abort those that are missing are the ones that had not begun.
 */
export async function replicate(order: ReplicationOrder): Promise<readonly Replication[]> {
  const { signal, onProgress } = order;
  const jobs = order.jobs ?? Array.from({ length: order.replications }, (_, index): ReplicationJob => ({ index }));
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const parts = new Int32Array(new SharedArrayBuffer(4 * jobs.length));
  const pool = createPool(order, jobs.length);
  const onAbort = () => Atomics.store(stop, 0, 1);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort);
  const report = () => onProgress?.(parts.reduce((sum, part) => sum + part, 0) / progressParts, jobs.length);
  const timer = setInterval(report, pollMs);
  try {
    const tasks = jobs.map((job, part): ReplicationTask => ({ ...job, stop, parts, part }));
    const results: (Replication | null)[] = await Promise.all(tasks.map((task) => pool.run(task)));
    report();
    return results.filter((replication) => replication !== null);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", onAbort);
    await pool.destroy();
  }
}

function createPool(
  { resolved, files, others = [], replications, workers = availableParallelism() }: ReplicationOrder,
  jobs: number,
): Piscina {
  const threads = Math.max(1, Math.min(workers, jobs));
  return new Piscina({
    filename: new URL("./replication-worker.js", import.meta.url).href,
    workerData: { scenarios: [{ resolved, files }, ...others], replications },
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
  });
}

/** Which class of runs each replication belongs to, and what that asks of the Spot markets. */
interface Stratification {
  /** Empty where crunches are left to chance. */
  readonly strata: readonly CrunchStratum[];
  of(index: number): { readonly stratum: string | null; readonly crunches: ReadonlyMap<string, CrunchCondition> };
}

/** Stratifies by crunches where so few are expected that chance would say nothing about them. */
export function stratification(scenario: Scenario, replications: number): Stratification {
  const markets = crunchMarketsOf(scenario);
  const horizon = { from: 0, until: scenario.clock.duration };
  const strata = crunchStrata(markets, horizon, replications);
  if (strata === null) return { strata: [], of: () => ({ stratum: null, crunches: new Map() }) };
  return {
    strata,
    of(index) {
      const stratum = stratumOf(strata, index);
      const crunches = crunchConditions(stratum, markets, horizon, replicationSeed(scenario.seed, index));
      return { stratum: stratum.name, crunches };
    },
  };
}
