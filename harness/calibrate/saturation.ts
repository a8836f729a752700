import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import type { WireRequest } from "../http/autocannon.js";
import { isExpected } from "../http/judge.js";
import type { CurvePoint } from "./limit.js";

/** A target that is to be saturated. */
export interface SaturationOrder {
  readonly target: URL;
  /** The requests, one after the other. */
  readonly next: () => WireRequest;
  /** Statuses that are expected; empty for 200 to 399. */
  readonly expected: readonly number[];
  /** Of each level that counts, in microseconds; up to four times as long where its rate is not known well before. */
  readonly hold: number;
  readonly connectionsMax: number;
  /** Completions per second that must not be passed. */
  readonly rateMax: number;
  readonly signal: AbortSignal;
  /** Told of each level that was measured. */
  readonly measured?: (level: Level) => void;
}

/** So many requests in flight, and what came of it. */
export interface Level extends CurvePoint {
  readonly completed: number;
  readonly failed: number;
  /** CPU of this process over elapsed time. */
  readonly generatorShare: number;
}

/** Why the highest rate was found, or not. */
export type Saturation = {
  readonly kind: "saturated" | "ceiling" | "connections" | "generator" | "failing" | "stopped";
  /** Completions per second, the most that was seen. */
  readonly rate: number;
  /** In the order of their connections. */
  readonly levels: readonly Level[];
};

/** More requests in flight that bring less than this find nothing more to use. */
const growthMin = 1.05;
/** Doublings without growth after which the highest rate is found: one alone may be chance. */
const flatMax = 2;
/** Where the curve bends, over the rate × time of a lone request: there slots and CPU differ most. */
const kneeShares = [0.5, 0.75, 1, 1.5];
/** What a level's rate is to be known to: queues near the highest rate grow five times as fast as an error of it. */
const errorShareMax = 0.005;
const holdsMax = 4;
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
 * until that brings nothing more, then a few more where the curve bends. Completions are counted here; its own rates and
 * latencies are not looked at.
 */
export async function saturate(order: SaturationOrder): Promise<Saturation> {
  const levels: Level[] = [];
  let [best, flat] = [0, 0];
  const ended = (kind: Saturation["kind"]): Saturation => ({
    kind,
    rate: best,
    levels: levels.toSorted((a, b) => a.connections - b.connections),
  });
  const problemAt = async (connections: number) => {
    const level = await runLevel(order, connections);
    levels.push(level);
    order.measured?.(level);
    flat = level.rate < best * growthMin ? flat + 1 : 0;
    best = Math.max(best, level.rate);
    return problemOf(level, order);
  };
  for (let connections = 1; flat < flatMax; connections *= 2) {
    if (connections > order.connectionsMax) return ended("connections");
    const problem = await problemAt(connections);
    if (problem !== null) return ended(problem);
  }
  for (const connections of knee(levels, best, order.connectionsMax)) {
    const problem = await problemAt(connections);
    if (problem !== null) return ended(problem);
  }
  return ended("saturated");
}

/** Numbers of connections near the bend that were not measured yet. */
function knee(levels: readonly Level[], best: number, most: number): readonly number[] {
  const atWork = best / levels[0].rate;
  const wanted = new Set(kneeShares.map((share) => Math.ceil(share * atWork)));
  for (const { connections } of levels) wanted.delete(connections);
  return [...wanted].filter((connections) => connections <= most);
}

function problemOf(level: Level, { rateMax, signal }: SaturationOrder): Saturation["kind"] | null {
  if (signal.aborted) return "stopped";
  if (level.failed > failedShareMax * (level.completed + level.failed)) return "failing";
  if (level.rate > rateMax) return "ceiling";
  return level.generatorShare > generatorShareMax ? "generator" : null;
}

async function runLevel(order: SaturationOrder, connections: number): Promise<Level> {
  const loop = new ClosedLoop(order, connections);
  await sleep(settleMs);
  const [completedBefore, cpuBefore, from] = [loop.completed, process.cpuUsage(), performance.now()];
  const seconds = () => (performance.now() - from) / 1_000;
  const completed = () => loop.completed - completedBefore;
  const looks: number[] = [];
  const isOver = () => order.signal.aborted || loop.isFailing || (seconds() > 1 && looks.at(-1)! > order.rateMax);
  let steady: ReturnType<typeof steadyRate> = null;
  for (let holds = 1; holds <= holdsMax; holds++) {
    do {
      await sleep(lookMs);
      looks.push(completed() / seconds());
    } while (seconds() * 1e6 < holds * order.hold && !isOver());
    steady = steadyRate(looks, seconds() * 1e6);
    if (isOver() || steady === null || steady.error <= errorShareMax * steady.rate) break;
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const mean = completed() / seconds();
  const level = {
    ...{ connections, completed: completed(), failed: loop.failed, generatorShare: (user + system) / 1e6 / seconds() },
    ...(steady ?? { rate: mean, error: 0, window: 0 }),
  };
  await loop.stop();
  return level;
}

/** Batches that a level is cut into, each of so many looks at least. */
const batches = 8;
const looksPerBatch = 4;

/**
 * The median rate of a level's batches and its standard error, from the mean rates up to each look: a stall of the machine,
 * or a pause of the target, falls into one of them. Null for a level that is too short.
 */
function steadyRate(looks: readonly number[], elapsed: number): Pick<CurvePoint, "rate" | "error" | "window"> | null {
  const size = Math.floor(looks.length / batches);
  if (size < looksPerBatch) return null;
  const totals = Array.from({ length: batches + 1 }, (_, batch) => batch * size * (looks[batch * size - 1] ?? 0));
  const rates = totals.slice(1).map((total, batch) => (total - totals[batch]) / size);
  const sorted = rates.toSorted((a, b) => a - b);
  const rate = (sorted[batches / 2 - 1] + sorted[batches / 2]) / 2;
  // Half of the distance of the quartiles is 0.674 standard deviations; a median's error is 1.25 times a mean's.
  const spread = (sorted[batches - 2] - sorted[1]) / 2 / 0.674;
  return rate > 0 ? { rate, error: (1.25 * spread) / Math.sqrt(batches), window: elapsed / batches } : null;
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
