import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import type { WireRequest } from "../http/autocannon.js";
import { isExpected } from "../http/judge.js";
import type { CurvePoint } from "./limit.js";

/** What is needed to saturate a target. */
export interface SaturationOrder {
  readonly target: URL;
  /** Makes the next request to send. */
  readonly next: () => WireRequest;
  /** Statuses that count as expected; empty means 200 to 399. */
  readonly expected: readonly number[];
  /** Time at each level, in microseconds; up to four times as long when its rate is not yet known well enough. */
  readonly hold: number;
  readonly connectionsMax: number;
  /** Completions per second at which the measurement stops. */
  readonly rateMax: number;
  readonly signal: AbortSignal;
  /** Called with each level that was measured. */
  readonly measured?: (level: Level) => void;
}

/** A level: the number of requests in flight and what was measured with it. */
export interface Level extends CurvePoint {
  readonly completed: number;
  readonly failed: number;
  /** CPU time of this process divided by elapsed time. */
  readonly generatorShare: number;
}

/** Why the measurement ended; only "saturated" means that the highest rate was found. */
export type Saturation = {
  readonly kind: "saturated" | "ceiling" | "connections" | "generator" | "failing" | "stopped";
  /** The most completions per second that were seen. */
  readonly rate: number;
  /** Levels in ascending order of connections. */
  readonly levels: readonly Level[];
};

/** A level that raises the rate by less than this factor counts as no growth. */
const growthMin = 1.05;
/** Levels without growth after which the highest rate counts as found; a single one may be chance. */
const flatMax = 2;
/**
 * Extra levels where the curve bends, as multiples of rate × time of a lone request: slots and CPU differ most there.
 */
const kneeShares = [0.5, 0.75, 1, 1.5];
/**
 * Relative error to which a level's rate must be known: near the highest rate, queues grow five times as fast as an
 * error in it.
 */
const errorShareMax = 0.005;
const holdsMax = 4;
const settleMs = 500;
const lookMs = 100;
const failedShareMax = 0.05;
const generatorShareMax = 0.9;
const failuresPerConnection = 10;
/**
 * Duration given to autocannon in seconds, longer than any level; and the interval at which it notices a stop, in
 * milliseconds.
 */
const forever = 100_000;
const noticeMs = 50;

/**
 * Finds the most requests per second that a target completes: runs autocannon's closed loop, doubles the connections
 * until that brings nothing more, then adds a few levels where the curve bends. Completions are counted here;
 * autocannon's own rates and latencies are ignored.
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

/** Numbers of connections near the bend that have not been measured yet. */
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

/** Number of batches that a level is cut into, and the fewest looks that each must hold. */
const batches = 8;
const looksPerBatch = 4;

/**
 * The median rate of a level's batches and its standard error, from the mean rates up to each look. A stall of the
 * machine or a pause of the target falls into a single batch. Null when the level is too short.
 */
function steadyRate(looks: readonly number[], elapsed: number): Pick<CurvePoint, "rate" | "error" | "window"> | null {
  const size = Math.floor(looks.length / batches);
  if (size < looksPerBatch) return null;
  const totals = Array.from({ length: batches + 1 }, (_, batch) => batch * size * (looks[batch * size - 1] ?? 0));
  const rates = totals.slice(1).map((total, batch) => (total - totals[batch]) / size);
  const sorted = rates.toSorted((a, b) => a - b);
  const rate = (sorted[batches / 2 - 1] + sorted[batches / 2]) / 2;
  // Half the distance between the quartiles is 0.674 standard deviations; a median's standard error is 1.25 times that
  // of a mean.
  const spread = (sorted[batches - 2] - sorted[1]) / 2 / 0.674;
  return rate > 0 ? { rate, error: (1.25 * spread) / Math.sqrt(batches), window: elapsed / batches } : null;
}

/** A fixed number of connections, each of which sends its next request as soon as the last one was answered. */
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

  /** Whether hardly anything comes back: continuing would mean dialling as fast as the machine can. */
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
