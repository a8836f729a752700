import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { program, type ResolvedScenario, type Runner, type WholeRunner } from "../trial.js";
import { Presence } from "./presence.js";
import {
  connect,
  connectionTo,
  prefix,
  type QueueAddress,
  type TrialJob,
  trialQueue,
  workersLostMax,
} from "./redis.js";
import { Shelf } from "./shelf.js";

/** The queue of a worker, its threads, and how long it may be silent before its trials are given to others. */
export interface QueueWork {
  readonly address: QueueAddress;
  /** Computes beside the event loop, which must be free to say that a trial is still under way. */
  readonly runner: Runner & WholeRunner;
  readonly threads: number;
  readonly lockMs: number;
  readonly tell: (note: string) => void;
}

/** Scenarios that are kept as they came: their replications come one after the other. */
const scenariosMax = 16;
const callersLookMs = 5_000;
/** Time that a worker which leaves waits for a Redis that is gone. */
const farewellMs = 2_000;

/** Takes trials from a queue and puts their samples there. */
export class QueueWorker {
  /** Number of trials that it has computed. */
  done = 0;
  readonly #work: QueueWork;
  readonly #redis: Redis;
  readonly #shelf: Shelf;
  readonly #presence: Presence;
  readonly #worker: Worker<TrialJob, void>;
  readonly #scenarios = new Map<string, ResolvedScenario>();
  /** Ends the trials under way, which are handed back. */
  readonly #stop = new AbortController();
  readonly #left: AbortController;
  readonly #underWay = new Set<Promise<boolean>>();
  #closed: Promise<void> | null = null;

  private constructor(work: QueueWork, left: AbortController, redis: Redis, bullmq: typeof import("bullmq")) {
    const { address, threads, lockMs, tell } = work;
    this.#work = work;
    this.#left = left;
    this.#redis = redis;
    setMaxListeners(0, this.#stop.signal); // each trial under way listens
    this.#shelf = new Shelf(redis);
    this.#presence = new Presence(redis, "workers", { id: randomUUID(), program: program(), threads });
    const handBack = async (job: Job<TrialJob>, token: string | undefined) => {
      await job.moveToWait(token);
      throw new bullmq.WaitingError();
    };
    this.#worker = new bullmq.Worker<TrialJob, void>(
      trialQueue(),
      async (job, token) => {
        const computing = this.#compute(job.id!, job.data);
        this.#underWay.add(computing);
        if (!(await computing.finally(() => this.#underWay.delete(computing)))) await handBack(job, token);
      },
      {
        prefix,
        connection: connectionTo(address, left.signal),
        name: `${hostname()}:${process.pid}`,
        concurrency: threads,
        lockDuration: lockMs,
        stalledInterval: lockMs / 2,
        maxStalledCount: workersLostMax,
      },
    );
    // A lost connection is reported by #redis. A lock that is lost with it gives the trial to another worker, and
    // both compute the same sample.
    this.#worker.on("error", () => {});
    this.#worker.on("failed", (job, { message }) => tell(`a replication broke: ${message} (${job?.id})`));
    this.#worker.on("stalled", (id) => tell(`a replication is taken over from a worker that is gone (${id})`));
  }

  /** Begins to work at a queue that answers. */
  static async open(work: QueueWork): Promise<QueueWorker> {
    const left = new AbortController();
    const redis = await connect(work.address, work.tell, left.signal);
    const worker = new QueueWorker(work, left, redis, await import("bullmq"));
    void worker.#refuseOthers();
    return worker;
  }

  /** Takes no more trials, ends those under way or, after `graceMs`, hands them back, and leaves the queue. */
  async close(graceMs: number): Promise<void> {
    this.#closed ??= this.#leave(graceMs);
    return this.#closed;
  }

  async #leave(graceMs: number): Promise<void> {
    const ended = this.#worker.close().then(() => this.#presence.leave());
    const late = new AbortController();
    const pause = async (ms: number) => sleep(ms, null, { signal: late.signal }).catch(() => {});
    await Promise.race([Promise.allSettled(this.#underWay), pause(graceMs)]);
    this.#stop.abort();
    this.#left.abort();
    await Promise.race([ended.catch(() => {}), pause(farewellMs)]); // a Redis that is gone would hold it up for ever
    late.abort();
    this.#redis.disconnect();
  }

  /** Computes what is wanted of a trial, unless somebody has; false where it was stopped before it ended. */
  async #compute(name: string, job: TrialJob): Promise<boolean> {
    if (await this.#shelf.hasSample(name)) return true;
    const scenario = await this.#scenario(job.scenario);
    const { signal } = this.#stop;
    for await (const { made, error } of this.#made(name, scenario, job)) {
      if (signal.aborted && made?.aborted !== null) return false;
      if (error !== null) throw error;
      if (made === null) continue;
      await made.put();
      this.done++;
      return true;
    }
    return false;
  }

  /** Computes a trial and packs the result for the shelf. */
  async *#made(name: string, scenario: ResolvedScenario, { index, alsoPricedAt, whole }: TrialJob) {
    const { runner } = this.#work;
    const { signal } = this.#stop;
    if (whole !== undefined) {
      for await (const { made, error } of runner.runWhole([{ scenario, index, ...whole }], { signal }))
        yield { made: made && { aborted: made.aborted, put: () => this.#shelf.putWhole(name, made) }, error };
      return;
    }
    for await (const { sample, error } of runner.run([{ name, scenario, index, alsoPricedAt }], { signal }))
      yield { made: sample && { aborted: sample.aborted, put: () => this.#shelf.putSample(name, sample) }, error };
  }

  async #scenario(digest: string): Promise<ResolvedScenario> {
    const known = this.#scenarios.get(digest);
    const scenario = known ?? (await this.#shelf.scenario(digest));
    if (scenario === null) throw new Error("its scenario was not in Redis any more");
    this.#scenarios.delete(digest); // the last one asked for stands last
    this.#scenarios.set(digest, scenario);
    const [oldest] = this.#scenarios.keys();
    if (this.#scenarios.size > scenariosMax) this.#scenarios.delete(oldest);
    return scenario;
  }

  /** Says whose trials it leaves to others, each once. */
  async #refuseOthers(): Promise<void> {
    const said = new Set([program()]);
    while (!this.#left.signal.aborted) {
      const callers = await this.#presence.of("callers").catch(() => []);
      for (const caller of callers.filter((each) => !said.has(each.program))) {
        said.add(caller.program);
        this.#work.tell(
          `trials of fleetcast ${caller.program}, asked for by ${caller.host}, are not taken: this is ${program()}, ` +
            "which may compute other numbers; install one version everywhere",
        );
      }
      await sleep(callersLookMs, null, { signal: this.#left.signal, ref: false }).catch(() => {});
    }
  }
}
