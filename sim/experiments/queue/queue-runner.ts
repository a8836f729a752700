import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import {
  type EndedTrial,
  type EndedWholeTrial,
  program,
  type Runner,
  type Trial,
  type TrialWatch,
  type WholeRunner,
  type WholeTrial,
  wholeTrialName,
} from "../trial.js";
import { Errand, type SentTrial } from "./errand.js";
import { type Attendee, Presence } from "./presence.js";
import {
  connect,
  connectionTo,
  prefix,
  type QueueAddress,
  QueueUnreachable,
  type TrialJob,
  trialQueue,
  workersLostMax,
} from "./redis.js";
import { Shelf, shelfDigest } from "./shelf.js";

/**
 * Interval at which all trials under way are looked up, since the message of an end may be lost with the connection.
 */
const lookMs = 1_000;
/** Addition to that interval for each trial, since Redis goes through its list for each. */
const lookMsPerTrial = 5;
/** Trials in the queue for each thread that listens: enough to keep it busy, and few, so that several calls take turns. */
const perThread = 4;
const underWayMin = 16;
/** Number of attempts at a trial that fails, since the cause may be one machine, such as too little memory. */
const attemptsMax = 3;
/** BullMQ's message about a trial that lost more workers than allowed. */
const tooManyLost = "job stalled more than allowable limit";
/** Time for which the queue keeps a failed trial that nobody fetches. */
const failedKeptS = 3_600;
/** Time that a call which ends waits for a Redis that is gone. */
const farewellMs = 2_000;

/** The queue that trials are sent to, and where to report what a person should know. */
export interface QueueCall {
  readonly address: QueueAddress;
  readonly tell: (note: string) => void;
}

/** The end of a trial. */
interface Answer<Made> {
  readonly name: string;
  readonly made: Made | null;
  readonly error: Error | null;
}

/** Runs trials on whatever machines have a worker at the same queue. */
export class QueueRunner implements Runner, WholeRunner {
  readonly #id = randomUUID();
  readonly #call: QueueCall;
  readonly #left: AbortController;
  readonly #redis: Redis;
  readonly #queue: Queue<TrialJob>;
  readonly #events: QueueEvents;
  readonly #shelf: Shelf;
  readonly #presence: Presence;
  #threads = 0;
  #said = "";
  #closed: Promise<void> | null = null;

  private constructor(
    call: QueueCall,
    left: AbortController,
    redis: Redis,
    queue: Queue<TrialJob>,
    events: QueueEvents,
  ) {
    this.#call = call;
    this.#left = left;
    this.#redis = redis;
    this.#queue = queue;
    this.#events = events;
    this.#shelf = new Shelf(redis);
    this.#presence = new Presence(redis, "callers", { id: this.#id, program: program(), threads: 0 });
    queue.on("error", () => {}); // the connection of #redis tells that Redis is gone
    events.on("error", () => {});
    events.setMaxListeners(0);
  }

  /** Opens a queue that answers. */
  static async open(call: QueueCall): Promise<QueueRunner> {
    const left = new AbortController();
    const redis = await connect(call.address, call.tell, left.signal);
    const bullmq = await import("bullmq");
    const connection = connectionTo(call.address, left.signal);
    const streams = { events: { maxLen: 2_000 } };
    const queue = new bullmq.Queue<TrialJob>(trialQueue(), { prefix, connection, streams });
    const events = new bullmq.QueueEvents(trialQueue(), { prefix, connection });
    const runner = new QueueRunner(call, left, redis, queue, events);
    runner.#threads = threadsOf(ofProgram(await runner.#presence.of("workers")));
    return runner;
  }

  async *run(trials: readonly Trial[], watch: TrialWatch): AsyncGenerator<EndedTrial> {
    const fetch = (names: readonly string[]) => this.#shelf.fetchSamples(names);
    for await (const { place, made, error } of this.#conduct(trials, fetch, watch))
      yield { place, sample: made, error };
  }

  async *runWhole(trials: readonly WholeTrial[], watch: TrialWatch): AsyncGenerator<EndedWholeTrial> {
    const sent = trials.map((trial): SentTrial => {
      const { scenario, index, serverDraw, autoscaling } = trial;
      const whole = { ...(serverDraw !== undefined && { serverDraw }), ...(autoscaling && { autoscaling }) };
      return { name: wholeTrialName(trial), scenario, index, alsoPricedAt: [], whole };
    });
    yield* this.#conduct(sent, (names) => this.#shelf.fetchWhole(names), watch);
  }

  async *#conduct<Made>(
    trials: readonly SentTrial[],
    fetch: Errand<Made>["fetch"],
    { onProgress, signal }: TrialWatch,
  ): AsyncGenerator<Omit<Answer<Made>, "name"> & { readonly place: number }> {
    const errand = new Errand(trials, performance.now() + lookMs, fetch);
    const onEnded = ({ jobId }: { readonly jobId: string }) => errand.tell(jobId);
    this.#events.on("completed", onEnded).on("failed", onEnded);
    let done = 0;
    try {
      while (!errand.isOver) {
        const answers = await unlessStopped(this.#step(errand), signal);
        if (answers === null) return;
        for (const { name, made, error } of answers)
          for (const place of errand.end(name)) {
            onProgress?.(++done, trials.length);
            yield { place, made, error };
          }
      }
    } catch (error) {
      throw (error as Error).name === "ReplyError" ? this.#refused(error as Error) : error;
    } finally {
      errand.isStopped = true;
      this.#events.off("completed", onEnded).off("failed", onEnded);
      await inTime(Promise.all([...errand.underWay.keys()].map((name) => this.#queue.remove(name))));
    }
  }

  /** Leaves the queue; what only this call had there goes too. */
  async close(): Promise<void> {
    this.#closed ??= this.#leave();
    return this.#closed;
  }

  async #leave(): Promise<void> {
    this.#left.abort();
    await inTime(this.#presence.leave().then(() => this.#tidy()));
    await inTime(Promise.all([this.#events.close(), this.#queue.close()]));
    this.#redis.disconnect();
  }

  /** Sends what may be sent, and waits until something has ended or it is time to look at all. */
  async #step<Made>(errand: Errand<Made>): Promise<readonly Answer<Made>[]> {
    const found = await this.#ask(errand.more(Math.max(underWayMin, perThread * this.#threads)), errand);
    if (found.length > 0) return found;
    await errand.wait(errand.lookAt - performance.now());
    if (performance.now() < errand.lookAt) return this.#look(errand.takeNews(), errand);
    errand.lookAt = performance.now() + lookMs + lookMsPerTrial * errand.underWay.size;
    this.#sayWhoListens(await this.#presence.of("workers"));
    await this.#shelf.put([...errand.underWay.values()].map(({ scenario }) => scenario));
    return this.#look([...errand.underWay.keys()], errand);
  }

  /** Sends trials; those that somebody has had computed before are answered at once. */
  async #ask<Made>(trials: readonly SentTrial[], errand: Errand<Made>): Promise<readonly Answer<Made>[]> {
    if (trials.length === 0) return [];
    const found = await errand.fetch(trials.map(({ name }) => name));
    const missing = trials.filter(({ name }) => !found.has(name));
    await this.#shelf.put(missing.map(({ scenario }) => scenario));
    if (!errand.isStopped && missing.length > 0)
      await this.#queue.addBulk(
        missing.map(({ name, scenario, index, alsoPricedAt, whole }) => ({
          name: "trial",
          data: { scenario: shelfDigest(scenario), index, alsoPricedAt, caller: this.#id, ...(whole && { whole }) },
          opts: {
            jobId: name, // where it stands in the queue already, nothing is added
            attempts: attemptsMax,
            backoff: { type: "fixed", delay: 500 },
            removeOnComplete: true, // the sample is on the shelf
            removeOnFail: { age: failedKeptS },
          },
        })),
      );
    return answersOf(found);
  }

  /**
   * Looks up these trials; those that the queue has lost, for instance because Redis was restarted empty, are sent
   * again.
   */
  async #look<Made>(names: readonly string[], errand: Errand<Made>): Promise<readonly Answer<Made>[]> {
    const found = await errand.fetch(names);
    const open = names.filter((name) => !found.has(name));
    const states = await Promise.all(open.map((name) => this.#queue.getJobState(name)));
    const failed = open.filter((_, at) => states[at] === "failed");
    const broken = (await Promise.all(failed.map((name) => this.#broken(name, errand)))).filter(
      (each) => each !== null,
    );
    const isLost = (name: string, at: number) =>
      states[at] === "unknown" || (states[at] === "failed" && !broken.some((each) => each.name === name));
    const lost = open.filter(isLost).flatMap((name) => errand.underWay.get(name) ?? []);
    return [...answersOf(found), ...broken, ...(await this.#ask(lost, errand))];
  }

  /** Why a trial broke; null where that was for somebody else, perhaps long ago, so that it is to be sent once more. */
  async #broken<Made>(name: string, { sentAgain }: Errand<Made>): Promise<Answer<Made> | null> {
    const job = await this.#queue.getJob(name);
    await this.#queue.remove(name);
    const isOurs = job?.data.caller === this.#id || sentAgain.has(name);
    sentAgain.add(name);
    if (job === undefined || !isOurs) return null;
    const { failedReason, attemptsMade } = job;
    const why =
      failedReason === tooManyLost
        ? `${workersLostMax + 1} workers were gone before they had ended it`
        : `${failedReason} (tried ${attemptsMade} times)`;
    return { name, made: null, error: new Error(`a replication broke on the workers: ${why}`) };
  }

  /** Says, when it changes, that nobody is there, or who. */
  #sayWhoListens(workers: readonly Attendee[]): void {
    const ours = ofProgram(workers);
    this.#threads = threadsOf(ours);
    const { shown } = this.#call.address;
    const others = [...new Set(workers.map((worker) => worker.program))];
    const absent =
      others.length === 0
        ? `no worker is listening; start one, on this machine or others: sim worker --queue ${shown}`
        : `no worker of fleetcast ${program()} is listening; there is ${others.join(", ")}, which may compute other numbers: ` +
          "install one version everywhere";
    const note = ours.length > 0 ? `workers at the queue: ${ours.length}; threads: ${this.#threads}` : absent;
    if (note !== this.#said) this.#call.tell(note);
    this.#said = note;
  }

  /** Takes away what BullMQ keeps of a queue in which nothing is left and that nobody else uses. */
  async #tidy(): Promise<void> {
    const callers = ofProgram(await this.#presence.of("callers"));
    const counts = await this.#queue.getJobCounts();
    if (callers.length > 0 || Object.values(counts).some((count) => count > 0)) return;
    await this.#redis.del(["events", "id", "meta", "marker"].map((part) => this.#queue.toKey(part)));
  }

  #refused({ message }: Error): QueueUnreachable {
    return new QueueUnreachable(`the queue at ${this.#call.address.shown} refuses: ${message}`);
  }
}

function answersOf<Made>(found: ReadonlyMap<string, Made>): readonly Answer<Made>[] {
  return [...found].map(([name, made]) => ({ name, made, error: null }));
}

function ofProgram(attendees: readonly Attendee[]): readonly Attendee[] {
  return attendees.filter((each) => each.program === program());
}

function threadsOf(workers: readonly Attendee[]): number {
  return workers.reduce((sum, { threads }) => sum + threads, 0);
}

/** Waits for work that a Redis that is gone may hold up for ever; null where it is stopped meanwhile. */
async function unlessStopped<Made>(work: Promise<Made>, signal: AbortSignal | undefined): Promise<Made | null> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(null);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop);
    work.then(resolve, reject).finally(() => signal?.removeEventListener("abort", stop));
  });
}

/** Waits for such work, but not for long. */
async function inTime(work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const late = sleep(farewellMs, null, { signal: timer.signal }).catch(() => {});
  await Promise.race([work.catch(() => {}), late]);
  timer.abort();
}
