import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { Prices } from "../cost/cost-shape.js";
import type { Replication } from "../outcome/replication.js";
import type { Sample } from "../outcome/sample.js";
import type { ReplicationJob } from "./replicate.js";
import type { EndedTrial, ResolvedScenario, Runner, Trial, TrialWatch } from "./trial.js";

/** One replication of one scenario, as it is or with other autoscaling or draws. */
export interface ThreadJob extends ReplicationJob {
  readonly scenario: ResolvedScenario;
  /** Of trials: see `Trial`. */
  readonly alsoPricedAt?: readonly Prices[];
}

/** What became of the job at a place: what was made, nothing where it was stopped before it told anything, or why it broke. */
interface EndedJob<Made> {
  readonly place: number;
  readonly made: Made | null;
  readonly error: Error | null;
}

/** What a thread gets. */
export interface ThreadTask extends ThreadJob {
  /** Shared with the thread that asks; not 0: stop as soon as possible. */
  readonly stop: Int32Array;
  /** For each job, how much of its time has passed; `part` is where this one tells it. */
  readonly parts: Int32Array;
  readonly part: number;
}

/** What a thread makes of a replication, by the name of the worker's function: the whole of it, or what an experiment keeps. */
interface Products {
  readonly replicationOf: Replication;
  readonly sampleOfTrial: Sample;
}

/** On how many threads jobs run, and who watches. */
export interface ThreadOptions extends TrialWatch {
  /** All cores where it is left out. No result depends on it. */
  readonly workers?: number | undefined;
}

const pollMs = 200;
/** Simulated time of a replication is counted in so many parts. */
export const progressParts = 1000;

/** Worker threads that run replications, as many lists of them as come one after the other. */
export class Threads implements Runner {
  readonly #count: number;
  readonly #pool: Piscina;

  /** All cores where `workers` is left out; no result depends on it. */
  constructor(workers = availableParallelism()) {
    this.#count = Math.max(1, workers);
    this.#pool = new Piscina({
      filename: new URL("./replication-worker.js", import.meta.url).href,
      minThreads: this.#count,
      maxThreads: this.#count,
      concurrentTasksPerWorker: 1,
    });
  }

  async *run(trials: readonly Trial[], watch: TrialWatch): AsyncGenerator<EndedTrial> {
    for await (const { place, made, error } of this.make("sampleOfTrial", trials, watch))
      yield { place, sample: made, error };
  }

  /**
   * Runs jobs and gives each as it ends, in whatever order, with its place in the list. No more are under way than threads
   * can take soon, so that memory does not grow with their number; one that breaks ends no other.
   */
  async *make<Name extends keyof Products>(
    product: Name,
    jobs: readonly ThreadJob[],
    { onProgress, signal }: TrialWatch,
  ): AsyncGenerator<EndedJob<Products[Name]>> {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const parts = new Int32Array(new SharedArrayBuffer(4 * jobs.length));
    const onAbort = () => Atomics.store(stop, 0, 1);
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort);
    const report = () => onProgress?.(parts.reduce((sum, part) => sum + part, 0) / progressParts, jobs.length);
    const timer = setInterval(report, pollMs);
    const underWay = new Map<number, Promise<EndedJob<Products[Name]>>>();
    const begin = (place: number) =>
      underWay.set(place, this.#end(product, { ...jobs[place], stop, parts, part: place }));
    try {
      let next = 0;
      while (next < jobs.length && underWay.size < 2 * this.#count) begin(next++);
      while (underWay.size > 0) {
        const ended = await Promise.race(underWay.values());
        underWay.delete(ended.place);
        if (next < jobs.length) begin(next++);
        yield ended;
      }
      report();
    } finally {
      clearInterval(timer);
      signal?.removeEventListener("abort", onAbort);
      onAbort();
      await Promise.all(underWay.values());
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #end<Name extends keyof Products>(name: Name, task: ThreadTask): Promise<EndedJob<Products[Name]>> {
    const place = task.part;
    try {
      return { place, made: await this.#pool.run(task, { name }), error: null };
    } catch (error) {
      return { place, made: null, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }
}

/** Runs whole replications on threads that are there for them alone. */
export async function* onThreads(jobs: readonly ThreadJob[], { workers, ...watch }: ThreadOptions) {
  const threads = new Threads(workers === undefined ? undefined : Math.min(workers, jobs.length));
  try {
    yield* threads.make("replicationOf", jobs, watch);
  } finally {
    await threads.close();
  }
}
