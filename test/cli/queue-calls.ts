import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { QueueEvents } from "bullmq";
import { expect, onTestFinished } from "vitest";
import { connectionTo, prefix, queueAddress, trialQueue } from "../../sim/experiments/queue/redis.js";
import { RedisServer } from "../support/redis-server.js";
import { type Exit, emptyFolder, endOf, type Running, sim, startSim } from "./sim.js";

/** A scenario of a few thousand requests. */
export function smallScenario(folder: string): string {
  const path = join(folder, "web.yaml");
  writeFileSync(
    path,
    `name: web
region: eu-central-1
clock: { start: 2026-03-02T08:00, timezone: Europe/Berlin, duration: 5m, warmup: 1m }
demand:
  - { name: pages, to: web, curve: 20/s, request: { steps: [{ cpu: { kind: lognormal, mean: 30ms, p99: 100ms } }] } }
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, bounds: { min: 2, max: 4 } }
objectives: [web p99 <= 1s]
`,
  );
  return path;
}

/** Starts a worker of one thread that loses its trials a second after it is gone. */
export function startWorker({ url }: RedisServer, lock = "1s"): Running {
  return startSim(["worker", "--queue", url, "--workers", "1", "--lock", lock]);
}

/**
 * Sweeps configurations on this machine, and once more over Redis with two workers of which one is killed midway, and
 * a Redis that is gone for a while: all files must be the same, and each replication computed for must be there once.
 */
export async function expectSameOverRedis(configurations: number, goneMs: number): Promise<void> {
  const folder = emptyFolder();
  const seeds = Array.from({ length: configurations }, (_, at) => at + 1).join(",");
  const call = ["sweep", smallScenario(folder), "--vary", `seed=${seeds}`, "--replications", "2", "--out"];
  const [local, remote] = [join(folder, "local"), join(folder, "remote")];
  expect(sim([...call, local])).toMatchObject({ code: 0 });
  const redis = await RedisServer.start();
  const [killed, kept] = [startWorker(redis), startWorker(redis)];
  const keptEnd = endOf(kept);
  const end = endOf(startSim([...call, remote, "--queue", redis.url]));
  await until(() => samplesIn(remote).length >= 0.2 * configurations);
  killed.kill("SIGKILL");
  await until(() => samplesIn(remote).length >= 0.6 * configurations);
  await redis.stop();
  await sleep(goneMs);
  await redis.go();
  const { code, stderr } = await end;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/is gone; waiting.*is back/s) });
  expect(readdirSync(remote)).toEqual(readdirSync(local));
  for (const name of readdirSync(local))
    expect(readFileSync(join(remote, name), "utf8")).toBe(readFileSync(join(local, name), "utf8"));
  expect(samplesIn(remote)).toHaveLength(2 * configurations);
  kept.kill("SIGTERM");
  expect(await keptEnd).toMatchObject({ code: 0, stderr: expect.stringContaining("left the queue") });
}

/** The samples of a directory in the order of their text. */
function samplesIn(folder: string): readonly string[] {
  const path = join(folder, "samples.ndjson");
  return existsSync(path)
    ? readFileSync(path, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .sort()
    : [];
}

/**
 * Has a worker with a lock compute a replication that takes three times as long as the lock or longer: it must be begun
 * once, and never be taken over or fail. How long one takes depends on the machine, so it is doubled until it is enough.
 */
export async function expectOnceUnderLock(lockS: number): Promise<void> {
  const redis = await RedisServer.start();
  const path = smallScenario(emptyFolder());
  const worker = startWorker(redis, `${lockS}s`);
  const workerEnd = endOf(worker);
  const events = await watchEvents(redis);
  for (let hours = 48, tookS = 0; tookS < 3 * lockS; hours *= 2) {
    events.length = 0;
    const end = await called(["--set", `clock.duration=${hours}h`]);
    expect(end).toMatchObject({ code: 0 });
    await until(() => events.some(({ event }) => event === "completed"));
    expect(events.map(({ event }) => event)).toEqual(["waiting", "active", "completed"]);
    tookS = (events[2].at - events[1].at) / 1_000;
  }
  worker.kill("SIGTERM");
  expect((await workerEnd).stderr).not.toMatch(/broke|taken over/);

  async function called(settings: readonly string[]): Promise<Exit> {
    const args = ["sweep", path, "--vary", "seed=1", "--replications", "1", "--quiet", "--queue", redis.url];
    return endOf(startSim([...args, ...settings]));
  }
}

interface JobEvent {
  readonly event: string;
  /** By the clock of Redis, in milliseconds. */
  readonly at: number;
}

/** What becomes of the jobs of a queue from now on. */
async function watchEvents({ url }: RedisServer): Promise<JobEvent[]> {
  const events = new QueueEvents(trialQueue(), {
    prefix,
    connection: connectionTo(queueAddress(url)!, new AbortController().signal),
  });
  onTestFinished(() => events.close());
  await events.waitUntilReady();
  const seen: JobEvent[] = [];
  for (const event of ["waiting", "active", "completed", "failed", "stalled", "delayed"] as const)
    events.on(event, (_: object, id: string) => seen.push({ event, at: Number.parseInt(id, 10) }));
  return seen;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}
