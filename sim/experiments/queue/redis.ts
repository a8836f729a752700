import type { Redis, RedisOptions } from "ioredis";
import type { Prices } from "../../cost/cost-shape.js";
import { program, type WholeTrial } from "../trial.js";

/** Address of an experiment's queue: the URL of a Redis, and the URL without a password for display. */
export interface QueueAddress {
  readonly url: string;
  readonly shown: string;
}

/** The queue cannot be used: nobody answers, or access is denied. */
export class QueueUnreachable extends Error {}

/** The package that talks to Redis is not installed, which it need not be where nobody uses a queue. */
export class QueueClientMissing extends Error {
  constructor() {
    super("a queue needs the package ioredis, which is not installed: npm install ioredis");
  }
}

/** Prefix of all our keys; the braces make a Redis cluster keep them on one node. */
export const prefix = "{fleetcast}";

/** Reads a URL; null where it is none of a Redis. */
export function queueAddress(text: string): QueueAddress | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["redis:", "rediss:"].includes(url.protocol) || url.hostname === "") return null;
  const { protocol, hostname, port, pathname } = url;
  const shown = `${protocol}//${hostname}:${port || "6379"}${pathname === "/" ? "" : pathname}`;
  return { url: text, shown };
}

/** Name of the queue of trials. Each version of the program has its own, so that none takes the trials of another. */
export function trialQueue(): string {
  return `trials-${program()}`;
}

/** Data of a trial's job; the name of the trial is the job's id. */
export interface TrialJob {
  /** The scenario's name on the shelf. */
  readonly scenario: string;
  readonly index: number;
  readonly alsoPricedAt: readonly Prices[];
  /** The caller that asked for it. */
  readonly caller: string;
  /** The whole replication is wanted, with these; otherwise its sample. */
  readonly whole?: Pick<WholeTrial, "serverDraw" | "autoscaling">;
}

/** Number of workers that may disappear with a trial; one more, and the trial itself counts as broken. */
export const workersLostMax = 3;

/** A connection as BullMQ opens it; one that is lost after `left` is given up. */
export function connectionTo({ url }: QueueAddress, left: AbortSignal) {
  return { ...patient((tries) => retryDelay(tries, left)), url };
}

/**
 * Behaviour of all our connections once Redis has answered: a command waits until Redis is there again, however long
 * that takes, and is then sent; a server that became a replica is left for its successor.
 */
function patient(retryStrategy: (tries: number) => number | null) {
  return {
    maxRetriesPerRequest: null,
    connectTimeout: 5_000,
    keepAlive: 10_000,
    retryStrategy,
    reconnectOnError: (error: Error) => (error.message.startsWith("READONLY") ? 2 : false),
  } as const satisfies RedisOptions;
}

function retryDelay(tries: number, left: AbortSignal): number | null {
  return left.aborted ? null : Math.min(1_000, 50 * 2 ** tries);
}

const triesMax = 4;

/** A connection to a Redis that has answered; says when it goes and when it is back. */
export async function connect(
  { url, shown }: QueueAddress,
  tell: (note: string) => void,
  left: AbortSignal,
): Promise<Redis> {
  const { Redis: Client } = await loadClient();
  let hasAnswered = false;
  let last: Error | null = null;
  const retryStrategy = (tries: number) => {
    if (hasAnswered) return retryDelay(tries, left);
    return tries < triesMax ? 200 * tries : null;
  };
  const redis = new Client(url, patient(retryStrategy));
  redis.on("error", (error: Error) => {
    last = error;
  });
  try {
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw new QueueUnreachable(`no queue at ${shown}: ${reason(last ?? (error as Error))}`);
  }
  hasAnswered = true;
  let isGone = false;
  redis.on("reconnecting", () => {
    if (!isGone) tell(`the queue at ${shown} is gone; waiting until it is back`);
    isGone = true;
  });
  redis.on("ready", () => {
    if (isGone) tell(`the queue at ${shown} is back`);
    isGone = false;
  });
  return redis;
}

async function loadClient() {
  return import("ioredis").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ERR_MODULE_NOT_FOUND" ? new QueueClientMissing() : error;
  });
}

function reason({ message }: Error): string {
  if (message.startsWith("NOAUTH"))
    return "it asks for a password: redis://:password@host, or redis://user:password@host";
  if (message.startsWith("WRONGPASS")) return "user or password are wrong";
  if (message.startsWith("Protocol error"))
    return `what answers there is no Redis, or one that asks for TLS (rediss://)`;
  return message;
}
