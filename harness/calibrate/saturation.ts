import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import type { WireRequest } from "../http/autocannon.js";
import { isExpected } from "../http/judge.js";

/** A target that is to be saturated. */
export interface SaturationOrder {
  readonly target: URL;
  /** The requests, one after the other. */
  readonly next: () => WireRequest;
  /** Statuses that are expected; empty for 200 to 399. */
  readonly expected: readonly number[];
  /** Of each level that counts, in microseconds. */
  readonly hold: number;
  readonly connectionsMax: number;
  /** Completions per second that must not be passed. */
  readonly rateMax: number;
  readonly signal: AbortSignal;
}

/** So many requests in flight, and what came of it. */
export interface Level {
  readonly connections: number;
  /** Completed as expected, per second. */
  readonly rate: number;
  readonly failed: number;
  /** CPU of this process over elapsed time. */
  readonly generatorShare: number;
}

/** Why the highest rate was found, or not. */
export type Saturation = {
  readonly kind: "saturated" | "ceiling" | "connections" | "generator" | "failing" | "stopped";
  /** Completions per second, the most that was seen. */
  readonly rate: number;
  readonly levels: readonly Level[];
};

/** More requests in flight that bring less than this find nothing more to use. */
const growthMin = 1.05;
const settleMs = 500;
const lookMs = 100;
const failedShareMax = 0.05;
const generatorShareMax = 0.9;
const failuresPerConnection = 10;
/** Longer than any level, in seconds; and how soon autocannon notices that it is to stop. */
const forever = 100_000;
const noticeMs = 50;

/**
 * Finds how many requests per second a target completes at most: autocannon's closed loop, with twice as many connections
 * until that brings nothing more. Completions are counted here; its own rates and latencies are not looked at.
 */
export async function saturate(order: SaturationOrder): Promise<Saturation> {
  const levels: Level[] = [];
  let best = 0;
  for (let connections = 2; connections <= Math.max(2, order.connectionsMax); connections *= 2) {
    const level = await runLevel(order, connections);
    levels.push(level);
    const problem = problemOf(level, order);
    if (problem !== null) return { kind: problem, rate: Math.max(best, level.rate), levels };
    if (level.rate < best * growthMin) return { kind: "saturated", rate: Math.max(best, level.rate), levels };
    best = level.rate;
  }
  return { kind: "connections", rate: best, levels };
}

function problemOf(level: Level, { rateMax, hold, signal }: SaturationOrder): Saturation["kind"] | null {
  const completed = (level.rate * hold) / 1e6;
  if (signal.aborted) return "stopped";
  if (level.failed > failedShareMax * (completed + level.failed)) return "failing";
  if (level.rate > rateMax) return "ceiling";
  return level.generatorShare > generatorShareMax ? "generator" : null;
}

async function runLevel(order: SaturationOrder, connections: number): Promise<Level> {
  const loop = new ClosedLoop(order, connections);
  await sleep(settleMs);
  const [completedBefore, cpuBefore, from] = [loop.completed, process.cpuUsage(), performance.now()];
  const seconds = () => (performance.now() - from) / 1_000;
  const rate = () => (loop.completed - completedBefore) / seconds();
  const isOver = () => seconds() * 1e6 >= order.hold || order.signal.aborted || loop.isFailing;
  do await sleep(lookMs);
  while (!isOver() && !(seconds() > 1 && rate() > order.rateMax));
  const { user, system } = process.cpuUsage(cpuBefore);
  const level = { connections, rate: rate(), failed: loop.failed, generatorShare: (user + system) / 1e6 / seconds() };
  await loop.stop();
  return level;
}

/** So many connections, each of which sends the next request as soon as one was answered. */
class ClosedLoop {
  completed = 0;
  failed = 0;
  readonly #connections: number;
  readonly #instance: autocannon.Instance;
  readonly #ended: Promise<void>;

  constructor({ target, next, expected }: SaturationOrder, connections: number) {
    this.#connections = connections;
    const setupRequest = (request: autocannon.Request) => ({ ...request, ...next() }) as autocannon.Request;
    let end = () => {};
    this.#ended = new Promise((resolve) => {
      end = resolve;
    });
    const url = target.href.replace(/^ws/, "http");
    const options = { url, connections, duration: forever, sampleInt: noticeMs, requests: [{ setupRequest }] };
    this.#instance = autocannon(options, () => end());
    this.#instance.on("response", (_client, status) => this.#count(isExpected(status, expected)));
    this.#instance.on("reqError", () => this.#count(false));
  }

  /** Hardly anything comes back: to go on would be to dial as fast as the machine can. */
  get isFailing(): boolean {
    return this.failed > failuresPerConnection * this.#connections && this.failed > this.completed;
  }

  async stop(): Promise<void> {
    this.#instance.stop?.();
    await this.#ended;
  }

  #count(isGood: boolean): void {
    if (isGood) this.completed++;
    else this.failed++;
    if (this.isFailing) this.#instance.stop?.();
  }
}
