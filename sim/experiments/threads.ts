import { createHash } from "node:crypto";
import { availableParallelism, totalmem } from "node:os";
import { Piscina } from "piscina";
import type { Prices } from "../cost/cost-shape.js";
import type { Replication } from "../outcome/replication.js";
import type { Sample } from "../outcome/sample.js";
import { Batches } from "./batches.js";
import type {
  EndedTrial,
  EndedWholeTrial,
  ReplicationJob,
  ResolvedScenario,
  Runner,
  Trial,
  TrialWatch,
  WholeRunner,
  WholeTrial,
  Workers,
} from "./trial.js";

/** One replication of one scenario, as it is or with other autoscaling or draws. */
export interface ThreadJob extends ReplicationJob {
  readonly scenario: ResolvedScenario;
  /** For trials: see `Trial`. */
  readonly alsoPricedAt?: readonly Prices[];
}

/** The end of a job: its product, null where it was stopped before it had any, or the error. */
interface Ended<Made> {
  readonly made: Made | null;
  readonly error: Error | null;
}

/** The end of the job at a place in the list. */
interface EndedJob<Made> extends Ended<Made> {
  readonly place: number;
}

/**
 * A job as a thread receives it: the scenario as text shared by all threads, and the place where it reports progress.
 */
export interface ThreadTask extends ReplicationJob {
  readonly key: string;
  /** JSON of the scenario, read by a thread that does not know the key. */
  readonly text: SharedArrayBuffer;
  readonly signals: ThreadSignals;
  /** Its place in the signals while it runs. */
  readonly slot: number;
  readonly alsoPricedAt?: readonly Prices[];
}

/** One message to a thread: jobs of which it makes the same product. */
export interface ThreadBatch {
  readonly product: keyof Products;
  readonly tasks: readonly ThreadTask[];
}

/** The answer of a thread to a batch. */
export interface EndedBatch<Made> {
  /** The ends of the first jobs, of one at least; a thread does not begin the others when these took long. */
  readonly ended: readonly Ended<Made>[];
  readonly tookMs: number;
}

/** Signals of so many batches that may be under way at once. */
export function threadSignals(slots: number): ThreadSignals {
  const zeros = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));
  return { stop: zeros(1), parts: zeros(slots), beats: zeros(slots) };
}

/** A job as a thread gets it. */
export function threadTask({ scenario, ...job }: ThreadJob, signals: ThreadSignals, slot: number): ThreadTask {
  return { ...job, ...shared(scenario), signals, slot };
}

/** Shared memory through which a thread and its caller communicate during a run. */
export interface ThreadSignals {
  /** Not 0: stop as soon as possible. */
  readonly stop: Int32Array;
  /** By slot: elapsed simulated time, in parts of `progressParts`. */
  readonly parts: Int32Array;
  /** By slot: a counter that grows while the replication makes progress. */
  readonly beats: Int32Array;
}

/**
 * Products of a thread by the name of the worker's function: a whole replication, or the sample that an experiment
 * keeps.
 */
export interface Products {
  readonly replicationOf: Replication;
  readonly sampleOfTrial: Sample;
}

interface PlacedBatch<Made> extends EndedBatch<Made> {
  readonly places: readonly number[];
}

/** The number of threads, and who watches. */
export interface ThreadOptions extends TrialWatch {
  /** As many threads as there are cores when left out. */
  readonly workers?: Workers | undefined;
}

/** Limits beyond which a thread is ended, together with its replication. */
export interface ThreadLimits {
  /** Without a further simulated second. */
  readonly silenceS: number;
  readonly heapMb: number;
}

/** The part of a thread's heap for new objects: with less, two threads of short trials wait for the collector more often. */
const youngMb = 16;
const pollMs = 200;
/** Simulated time of a replication is counted in so many parts. */
export const progressParts = 1000;

/** A share of the machine's memory for each thread: one that fills it breaks its replication, not the process. */
function usualLimits(threads: number): ThreadLimits {
  const memoryMb = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 2 ** 20;
  return { silenceS: 600, heapMb: Math.max(512, Math.floor(memoryMb / (threads + 1))) };
}

/** Worker threads that run replications, as many lists of them as come one after the other. */
export class Threads implements Runner, WholeRunner {
  readonly #count: number;
  readonly #limits: ThreadLimits;
  #pool: Piscina | null = null;

  /** `workers`: number of threads; all cores when left out. No result depends on it. */
  constructor(workers = availableParallelism(), limits?: ThreadLimits) {
    this.#count = Math.max(1, workers);
    this.#limits = limits ?? usualLimits(this.#count);
  }

  async *run(trials: readonly Trial[], watch: TrialWatch): AsyncGenerator<EndedTrial> {
    for await (const { place, made, error } of this.make("sampleOfTrial", trials, watch))
      yield { place, sample: made, error };
  }

  async *runWhole(trials: readonly WholeTrial[], watch: TrialWatch): AsyncGenerator<EndedWholeTrial> {
    yield* this.make("replicationOf", trials, watch);
  }

  /**
   * Runs jobs and gives each as it ends, in whatever order, with its place in the list. No more are under way than threads
   * can take soon, so that memory does not grow with their number; one that breaks or hangs ends no other.
   */
  async *make<Name extends keyof Products>(
    product: Name,
    jobs: readonly ThreadJob[],
    { onProgress, signal }: TrialWatch,
  ): AsyncGenerator<EndedJob<Products[Name]>> {
    const slots = new Slots(2 * this.#count, this.#limits.silenceS);
    const batches = new Batches(jobs.length, this.#count);
    const onAbort = () => slots.stop();
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort);
    const underWay = new Map<readonly number[], Promise<PlacedBatch<Products[Name]>>>();
    const begin = () => {
      while (underWay.size < slots.size) {
        const places = batches.next();
        if (places.length === 0) return;
        underWay.set(places, this.#run(product, jobs, places, slots));
      }
    };
    let done = 0;
    const report = () => onProgress?.(done + slots.underWay(), jobs.length);
    const timer = setInterval(() => {
      slots.giveUpSilent();
      report();
    }, pollMs);
    try {
      for (begin(); underWay.size > 0; ) {
        const { places, ended, tookMs } = await Promise.race(underWay.values());
        underWay.delete(places);
        if (ended.length === 0) batches.lose(places);
        else batches.end(places, ended.length, tookMs);
        done += ended.length;
        begin();
        for (const [at, { made, error }] of ended.entries()) yield { place: places[at], made, error };
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
    await this.#pool?.destroy();
  }

  /** Begins with the first work for it: a call that finds all that it asks for needs no threads. One that dies is replaced. */
  #open(): Piscina {
    this.#pool ??= new Piscina({
      filename: new URL("./replication-worker.js", import.meta.url).href,
      minThreads: this.#count,
      maxThreads: this.#count,
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMb, maxYoungGenerationSizeMb: youngMb },
    });
    return this.#pool;
  }

  /** Runs a batch; `ended` is empty where its thread is lost and it is unknown which of several jobs is to blame. */
  async #run<Name extends keyof Products>(
    product: Name,
    jobs: readonly ThreadJob[],
    places: readonly number[],
    slots: Slots,
  ): Promise<PlacedBatch<Products[Name]>> {
    const { slot, signal } = slots.take(places.length);
    const batch = { product, tasks: places.map((place) => threadTask(jobs[place], slots.signals, slot)) };
    const lost = (error: Error) => ({
      places,
      ended: places.length > 1 ? [] : [{ made: null, error }],
      tookMs: Number.POSITIVE_INFINITY,
    });
    try {
      return { places, ...(await this.#open().run(batch, { name: "endBatch", signal })) };
    } catch (error) {
      if (!signal.aborted) return lost(errorOf(error));
      const { index } = jobs[places[0]];
      return lost(new Error(`replication ${index} did not get on for ${this.#limits.silenceS} s and was given up`));
    } finally {
      slots.release(slot);
    }
  }
}

/** What a batch of so many jobs has shown so far. */
interface Heard {
  readonly jobs: number;
  beats: number;
  /** Looks without a new beat. They, and not the clock, are counted: a process that is stopped (Ctrl-Z) does not look. */
  looks: number;
  readonly giveUp: AbortController;
}

/** What was thrown as an error. */
export function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The places in the signals of the batches that are under way, and who of them is silent for too long. */
class Slots {
  readonly signals: ThreadSignals;
  readonly #silenceMs: number;
  readonly #free: number[];
  readonly #heard = new Map<number, Heard>();

  constructor(
    readonly size: number,
    silenceS: number,
  ) {
    this.signals = threadSignals(size);
    this.#silenceMs = 1_000 * silenceS;
    this.#free = Array.from({ length: size }, (_, slot) => slot);
  }

  /** A place for a batch of so many jobs. */
  take(jobs: number): { readonly slot: number; readonly signal: AbortSignal } {
    const slot = this.#free.pop()!;
    const giveUp = new AbortController();
    this.#heard.set(slot, { jobs, beats: 0, looks: 0, giveUp });
    return { slot, signal: giveUp.signal };
  }

  release(slot: number): void {
    this.signals.parts[slot] = 0;
    this.signals.beats[slot] = 0;
    this.#heard.delete(slot);
    this.#free.push(slot);
  }

  stop(): void {
    Atomics.store(this.signals.stop, 0, 1);
  }

  /** Sum of the progress of all replications under way, each between 0 and 1; batches of several are too short to count. */
  underWay(): number {
    const alone = [...this.#heard].filter(([, { jobs }]) => jobs === 1);
    return alone.reduce((sum, [slot]) => sum + this.signals.parts[slot], 0) / progressParts;
  }

  /** A job that has not begun is not silent: it waits for a thread. */
  giveUpSilent(): void {
    for (const [slot, heard] of this.#heard) {
      const beats = Atomics.load(this.signals.beats, slot);
      if (beats !== heard.beats) {
        heard.beats = beats;
        heard.looks = 0;
      } else if (beats > 0 && pollMs * ++heard.looks > this.#silenceMs) heard.giveUp.abort();
    }
  }
}

const texts = new WeakMap<ResolvedScenario, Pick<ThreadTask, "key" | "text">>();

/** A scenario as text that threads share instead of getting a copy with every trial. */
function shared(scenario: ResolvedScenario): Pick<ThreadTask, "key" | "text"> {
  const known = texts.get(scenario);
  if (known !== undefined) return known;
  const { resolved, files, replications } = scenario;
  const bytes = Buffer.from(JSON.stringify({ resolved, files: [...files], replications }));
  const text = new SharedArrayBuffer(bytes.length);
  bytes.copy(new Uint8Array(text));
  const made = { key: createHash("sha256").update(bytes).digest("hex"), text };
  texts.set(scenario, made);
  return made;
}

/** Runs whole replications: on threads that are there for them alone, or by whom the options name. */
export async function* onWorkers(jobs: readonly ThreadJob[], { workers, ...watch }: ThreadOptions) {
  if (typeof workers === "object") return yield* workers.runWhole(jobs, watch);
  const threads = new Threads(workers === undefined ? undefined : Math.min(workers, jobs.length));
  try {
    yield* threads.runWhole(jobs, watch);
  } finally {
    await threads.close();
  }
}
