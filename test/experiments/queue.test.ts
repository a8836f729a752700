import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { Presence } from "../../sim/experiments/queue/presence.js";
import { QueueRunner } from "../../sim/experiments/queue/queue-runner.js";
import { QueueWorker } from "../../sim/experiments/queue/queue-worker.js";
import { connectionTo, prefix, queueAddress, trialQueue } from "../../sim/experiments/queue/redis.js";
import type {
  EndedTrial,
  EndedWholeTrial,
  ResolvedScenario,
  Runner,
  Trial,
  WholeRunner,
  WholeTrial,
} from "../../sim/experiments/trial.js";
import { program, trialName } from "../../sim/experiments/trial.js";
import type { Replication } from "../../sim/outcome/replication.js";
import type { Sample } from "../../sim/outcome/sample.js";
import { RedisServer, redisMissing } from "../support/redis-server.js";

const scenario: ResolvedScenario = {
  resolved: "name: web\nreplications: 3\n",
  files: new Map([["rates.csv", "0,10\n".repeat(50)]]),
  replications: 3,
};

function trials(count: number, from = 0): readonly Trial[] {
  return Array.from({ length: count }, (_, at) => ({
    name: trialName(scenario, from + at, null),
    scenario,
    index: from + at,
    alsoPricedAt: [],
  }));
}

function sampleOf({ index, scenario }: Trial): Sample {
  const { resolved, files } = scenario;
  const readings = { text: [resolved.length], file: [files.get("rates.csv")!.length] };
  return {
    index,
    stratum: null,
    digest: `${index}`,
    aborted: null,
    readings,
    scores: [],
    lines: [],
    latency: {},
    usage: [],
  };
}

/** A runner that takes as long as it is told to, and notes what it ran. */
class Slow implements Runner, WholeRunner {
  readonly ran: number[] = [];

  constructor(
    readonly ms: number,
    readonly breaks: (trial: Trial) => boolean = () => false,
  ) {}

  async *run([trial]: readonly Trial[], { signal }: { readonly signal?: AbortSignal }): AsyncGenerator<EndedTrial> {
    this.ran.push(trial.index);
    const isWhole = await sleep(this.ms, true, { signal }).catch(() => false);
    const error = this.breaks(trial) ? new Error("out of memory") : null;
    yield { place: 0, sample: isWhole && error === null ? sampleOf(trial) : null, error };
  }

  async *runWhole([trial]: readonly WholeTrial[]): AsyncGenerator<EndedWholeTrial> {
    this.ran.push(trial.index);
    yield { place: 0, made: replicationOf(trial) as unknown as Replication, error: null };
  }
}

/** What a runner of whole replications gives: numbers as they stand in memory. */
function replicationOf({ index, serverDraw = 0 }: WholeTrial) {
  return { index, aborted: null, digest: `${index}/${serverDraw}`, usage: Float64Array.of(index, Number.NaN, -0) };
}

interface Caller {
  readonly runner: QueueRunner;
  readonly notes: readonly string[];
}

async function openCaller({ url }: RedisServer): Promise<Caller> {
  const notes: string[] = [];
  const runner = await QueueRunner.open({ address: queueAddress(url)!, tell: (note) => notes.push(note) });
  onTestFinished(() => runner.close());
  return { runner, notes };
}

interface Working {
  readonly worker: QueueWorker;
  readonly notes: readonly string[];
}

async function openWorker(
  { url }: RedisServer,
  runner: Runner & WholeRunner,
  { threads = 2, lockMs = 30_000 } = {},
): Promise<Working> {
  const notes: string[] = [];
  const tell = (note: string) => notes.push(note);
  const worker = await QueueWorker.open({ address: queueAddress(url)!, runner, threads, lockMs, tell });
  onTestFinished(() => worker.close(0));
  return { worker, notes };
}

function openRedis({ port }: RedisServer): Redis {
  const redis = new Redis(port, "127.0.0.1");
  onTestFinished(() => redis.disconnect());
  return redis;
}

/** How many jobs of each state are in the queue. */
async function jobCounts({ url }: RedisServer): Promise<Readonly<Record<string, number>>> {
  const connection = connectionTo(queueAddress(url)!, new AbortController().signal);
  const queue = new Queue(trialQueue(), { prefix, connection, skipMetasUpdate: true });
  try {
    return await queue.getJobCounts("wait", "active", "delayed", "failed", "completed");
  } finally {
    await queue.close();
  }
}

async function collect(ended: AsyncIterable<EndedTrial>): Promise<readonly EndedTrial[]> {
  const all: EndedTrial[] = [];
  for await (const each of ended) all.push(each);
  return all.sort((a, b) => a.place - b.place);
}

function answered(asked: readonly Trial[]): readonly EndedTrial[] {
  return asked.map((trial, place) => ({ place, sample: sampleOf(trial), error: null }));
}

describe.skipIf(redisMissing !== null)(`trials over Redis${redisMissing === null ? "" : `: ${redisMissing}`}`, () => {
  test("each trial is computed once and answered at every place where it stands; nothing stays for ever", async () => {
    const redis = await RedisServer.start();
    const slow = new Slow(0);
    await openWorker(redis, slow);
    const { runner } = await openCaller(redis);
    const asked = [...trials(40), ...trials(3)];
    const told: number[] = [];
    const ended = await collect(runner.run(asked, { onProgress: (done) => told.push(done) }));
    expect(ended).toEqual(answered(asked));
    expect([...slow.ran].sort((a, b) => a - b)).toEqual(trials(40).map(({ index }) => index));
    expect(told).toEqual(asked.map((_, at) => at + 1));
    await runner.close();
    const client = openRedis(redis);
    const lasting = await Promise.all(
      (await client.keys("*")).map(async (key) => ((await client.ttl(key)) < 0 ? key : null)),
    );
    expect(lasting.filter((key) => key !== null)).toEqual([]);
  });

  test("whole replications come as they were made, and are told apart by how they are drawn", async () => {
    const redis = await RedisServer.start();
    const slow = new Slow(0);
    await openWorker(redis, slow);
    const { runner } = await openCaller(redis);
    const wanted = [0, 1, 2].map((serverDraw): WholeTrial => ({ scenario, index: 1, serverDraw }));
    const ended: EndedWholeTrial[] = [];
    for await (const each of runner.runWhole([...wanted, wanted[0]], {})) ended.push(each);
    expect(ended.sort((a, b) => a.place - b.place)).toEqual(
      [...wanted, wanted[0]].map((trial, place) => ({ place, made: replicationOf(trial), error: null })),
    );
    expect(slow.ran).toEqual([1, 1, 1]);
  });

  test("what somebody has had computed needs no worker any more", async () => {
    const redis = await RedisServer.start();
    const { worker } = await openWorker(redis, new Slow(0));
    const [first, second] = [await openCaller(redis), await openCaller(redis)];
    await collect(first.runner.run(trials(5), {}));
    await worker.close(0);
    expect(await collect(second.runner.run(trials(5), {}))).toEqual(answered(trials(5)));
  });

  test("two calls at one queue get what they asked for, take turns, and compute once what both want", async () => {
    const redis = await RedisServer.start();
    const slow = new Slow(4);
    await openWorker(redis, slow, { threads: 1 });
    const [long, short] = [await openCaller(redis), await openCaller(redis)];
    let done = 0;
    const longEnd = collect(long.runner.run(trials(150), { onProgress: (now) => (done = now) }));
    const wanted = trials(30, 140); // ten of them the long call's last
    expect(await collect(short.runner.run(wanted, {}))).toEqual(answered(wanted));
    const doneThen = done;
    expect(await longEnd).toEqual(answered(trials(150)));
    expect([doneThen < 120, new Set(slow.ran).size, slow.ran.length]).toEqual([true, 170, 170]);
  });

  test("a trial that breaks is tried three times and ends no other", async () => {
    const redis = await RedisServer.start();
    const slow = new Slow(0, ({ index }) => index === 2);
    await openWorker(redis, slow);
    const { runner } = await openCaller(redis);
    const ended = await collect(runner.run(trials(5), {}));
    const { error, sample } = ended[2];
    expect([sample, error?.message]).toEqual([
      null,
      "a replication broke on the workers: out of memory (tried 3 times)",
    ]);
    expect(ended.toSpliced(2, 1)).toEqual(answered(trials(5)).toSpliced(2, 1));
    expect(slow.ran.filter((index) => index === 2)).toHaveLength(3);
    expect(await jobCounts(redis)).toEqual({ wait: 0, active: 0, delayed: 0, failed: 0, completed: 0 });
  });

  test("a worker that is closed hands back what it has not ended, and another one takes it", async () => {
    const redis = await RedisServer.start();
    const stuck = new Slow(60_000);
    const { worker } = await openWorker(redis, stuck);
    const { runner } = await openCaller(redis);
    const ended = collect(runner.run(trials(4), {}));
    while (stuck.ran.length < 2) await sleep(5);
    await worker.close(50);
    await openWorker(redis, new Slow(0));
    expect(await ended).toEqual(answered(trials(4)));
  });

  test("a call that is stopped takes its waiting trials with it", async () => {
    const redis = await RedisServer.start();
    const { runner } = await openCaller(redis);
    const stop = new AbortController();
    const ended = collect(runner.run(trials(30), { signal: stop.signal }));
    while ((await jobCounts(redis)).wait === 0) await sleep(20);
    stop.abort();
    expect(await ended).toEqual([]);
    expect((await jobCounts(redis)).wait).toBe(0);
  });

  test("a Redis that lost everything is told again what is to be done", async () => {
    const redis = await RedisServer.start();
    const slow = new Slow(20);
    await openWorker(redis, slow, { threads: 1 });
    const { runner, notes } = await openCaller(redis);
    let done = 0;
    const ended = collect(runner.run(trials(60), { onProgress: (now) => (done = now) }));
    while (done < 5) await sleep(5);
    await redis.stop("SIGKILL");
    await redis.go();
    expect(await ended).toEqual(answered(trials(60)));
    expect(notes.filter((note) => /is gone|is back/.test(note))).toEqual([
      `the queue at ${redis.url} is gone; waiting until it is back`,
      `the queue at ${redis.url} is back`,
    ]);
  });

  test("nobody computes for another version, and both sides say so", async () => {
    const redis = await RedisServer.start();
    const client = openRedis(redis);
    new Presence(client, "workers", { id: "w", program: "9.9.9-00000000", threads: 1 });
    new Presence(client, "callers", { id: "c", program: "9.9.8-00000000", threads: 0 });
    const stop = new AbortController();
    const caller = await openCaller(redis);
    const ended = collect(caller.runner.run(trials(1), { signal: stop.signal }));
    while (caller.notes.length === 0) await sleep(20);
    stop.abort();
    await ended;
    expect(caller.notes).toEqual([
      `no worker of fleetcast ${program()} is listening; there is 9.9.9-00000000, which may compute other numbers: ` +
        "install one version everywhere",
    ]);
    const { notes } = await openWorker(redis, new Slow(0));
    while (notes.length === 0) await sleep(20);
    expect(notes).toEqual([
      expect.stringMatching(/^trials of fleetcast 9\.9\.8-00000000, asked for by .*, are not taken/),
    ]);
  });

  test("a call at which nobody listens says what to start, and who is there once somebody is", async () => {
    const redis = await RedisServer.start();
    const { runner, notes } = await openCaller(redis);
    const ended = collect(runner.run(trials(2), {}));
    while (notes.length === 0) await sleep(20);
    await openWorker(redis, new Slow(1_300));
    await ended;
    expect(notes).toEqual([
      `no worker is listening; start one, on this machine or others: sim worker --queue ${redis.url}`,
      "workers at the queue: 1; threads: 2",
    ]);
  });
});

test.each([
  ["redis://user:secret@queue.internal:6380/2", "redis://queue.internal:6380/2"],
  ["rediss://:secret@queue.internal", "rediss://queue.internal:6379"],
  ["http://queue.internal:6379", undefined],
  ["queue.internal:6379", undefined],
  ["redis://", undefined],
])("the address of a queue is shown without its password: %s", (url, shown) => {
  expect(queueAddress(url)?.shown).toBe(shown);
});
