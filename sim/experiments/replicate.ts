import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { Replication } from "../outcome/replication.js";
import type { ReplicationTask } from "./replication-worker.js";

/** What a pool of threads is to run, and who wants to know how far it is. */
export interface ReplicationOrder {
  /** The whole scenario as YAML, and the data files that it names, by the path it names them with. */
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
  readonly replications: number;
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
 * Runs the replications of a scenario on worker threads. They end in any order and are given in the order of their
 * numbers; after an abort those that are missing are the ones that had not begun.
 */
export async function replicate(order: ReplicationOrder): Promise<readonly Replication[]> {
  const { replications, signal, onProgress } = order;
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const parts = new Int32Array(new SharedArrayBuffer(4 * replications));
  const pool = createPool(order);
  const onAbort = () => Atomics.store(stop, 0, 1);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort);
  const report = () => onProgress?.(parts.reduce((sum, part) => sum + part, 0) / progressParts, replications);
  const timer = setInterval(report, pollMs);
  try {
    const tasks = Array.from({ length: replications }, (_, index): ReplicationTask => ({ index, stop, parts }));
    const results: (Replication | null)[] = await Promise.all(tasks.map((task) => pool.run(task)));
    report();
    return results.filter((replication) => replication !== null);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", onAbort);
    await pool.destroy();
  }
}

function createPool({ resolved, files, replications, workers = availableParallelism() }: ReplicationOrder): Piscina {
  const threads = Math.max(1, Math.min(workers, replications));
  return new Piscina({
    filename: new URL("./replication-worker.js", import.meta.url).href,
    workerData: { resolved, files, replications },
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
  });
}
