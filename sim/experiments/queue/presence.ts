import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { prefix } from "./redis.js";

/** Somebody who uses a queue: a worker with its threads, or a call that asks for trials, with none. */
export interface Attendee {
  readonly id: string;
  readonly program: string;
  readonly host: string;
  readonly pid: number;
  readonly threads: number;
}

const beatMs = 2_000;
/** Silence after which a participant counts as gone: longer than a Redis outage of some seconds. */
const goneAfterMs = 15_000;

/** Tells all others of a queue, every other second, who is there; and who they are. */
export class Presence {
  readonly #redis: Redis;
  readonly #own: string;
  readonly #key: string;
  readonly #left = new AbortController();

  constructor(redis: Redis, role: Role, own: Omit<Attendee, "host" | "pid">) {
    this.#redis = redis;
    this.#key = keyOf(role);
    this.#own = JSON.stringify({ ...own, host: hostname(), pid: process.pid } satisfies Attendee);
    void this.#beat();
  }

  /** The participants of a role that are present now. */
  async of(role: Role): Promise<readonly Attendee[]> {
    const now = await this.#now();
    const members = await this.#redis.zrangebyscore(keyOf(role), now - goneAfterMs, "+inf");
    return members.map((member) => JSON.parse(member));
  }

  async leave(): Promise<void> {
    this.#left.abort();
    await this.#redis.zrem(this.#key, this.#own);
  }

  async #beat(): Promise<void> {
    while (!this.#left.signal.aborted) {
      await this.#announce().catch(() => {}); // the connection says by itself that Redis is gone
      await sleep(beatMs, null, { signal: this.#left.signal, ref: false }).catch(() => {});
    }
  }

  async #announce(): Promise<void> {
    const now = await this.#now();
    if (this.#left.signal.aborted) return;
    await this.#redis
      .multi()
      .zadd(this.#key, now, this.#own)
      .zremrangebyscore(this.#key, "-inf", now - goneAfterMs)
      .pexpire(this.#key, 4 * goneAfterMs)
      .exec();
  }

  /** Time by the clock of Redis, since clocks of several machines differ. */
  async #now(): Promise<number> {
    const [seconds, micros] = await this.#redis.time();
    return 1_000 * Number(seconds) + Math.floor(Number(micros) / 1_000);
  }
}

type Role = "workers" | "callers";

function keyOf(role: Role): string {
  return `${prefix}:${role}`;
}
