import { setTimeout as pause } from "node:timers/promises";
import { storeTables } from "../local-fleet.js";
import type { WriteStore } from "../store/store.js";
import type { WriteCounts, WriteOrder } from "./task-order.js";

/** Largest number of writes in one call to the store: the limit of BatchWriteItem. */
const batch = 25;
/** Pause between attempts of the final flush. */
const retryAfterMs = 50;

interface Write {
  readonly id: string;
  /** Called with whether the write is kept, in the store or as a dead letter. */
  readonly settle: (isKept: boolean) => void;
}

/** Writes of answered requests on their way to the store. They are flushed at intervals, one flush at a time. */
export class WriteBuffer {
  readonly #order: WriteOrder;
  readonly #store: WriteStore;
  readonly #interval: NodeJS.Timeout;
  /** Aborted when the final flush has reached its time limit. */
  readonly #limit = new AbortController();
  readonly #held: Write[] = [];
  readonly #kept = { writes: 0, deadLetters: 0 };
  #accepted = 0;
  #flushing: Promise<void> | null = null;
  #isClosing = false;

  constructor(order: WriteOrder, store: WriteStore) {
    this.#order = order;
    this.#store = store;
    this.#interval = setInterval(() => this.#flush(), order.flushEvery / 1_000);
  }

  get counts(): WriteCounts {
    return { accepted: this.#accepted, flushed: this.#kept.writes, deadLettered: this.#kept.deadLetters };
  }

  /**
   * Takes a request's writes. Returns null when the request may be answered at once; otherwise it is answered when the
   * promise resolves, to whether they were kept.
   */
  accept(ids: readonly string[]): Promise<boolean> | null {
    if (this.#isClosing) return this.#acceptKept(ids, (writes) => this.#writeThrough(writes));
    if (this.#order.acknowledge === "durable") return this.#acceptKept(ids, (writes) => this.#held.push(...writes));
    this.#accepted += ids.length;
    this.#held.push(...ids.map((id) => ({ id, settle: () => {} })));
    return null;
  }

  /**
   * To be called at SIGTERM. Flushes what is held, for at most `flushTimeout`; the rest becomes dead letters, or is
   * lost with the process. Later writes go directly to the store, one request at a time and under the same limit.
   */
  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#interval);
    setTimeout(() => this.#limit.abort(), this.#order.flushTimeout / 1_000).unref();
    await this.#flush(); // the flush under way, if there is one
    while (this.#held.length > 0 && !this.#limit.signal.aborted) {
      await this.#flush();
      if (this.#held.length > 0) await pause(retryAfterMs);
    }
    await this.#bury(this.#held.splice(0));
  }

  /** Counts writes as accepted once they are kept. */
  async #acceptKept(ids: readonly string[], begin: (writes: readonly Write[]) => void): Promise<boolean> {
    const writes: Write[] = [];
    const kept = ids.map((id) => new Promise<boolean>((settle) => writes.push({ id, settle })));
    begin(writes);
    const areKept = (await Promise.all(kept)).every((isKept) => isKept);
    if (areKept) this.#accepted += ids.length;
    return areKept;
  }

  #flush(): Promise<void> {
    this.#flushing ??= this.#flushHeld().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  /** Writes what is held now; what the store does not take is held again. */
  async #flushHeld(): Promise<void> {
    const writes = this.#held.splice(0);
    while (writes.length > 0 && (await this.#put("writes", writes.slice(0, batch)))) writes.splice(0, batch);
    this.#held.unshift(...writes);
  }

  async #writeThrough(writes: readonly Write[]): Promise<void> {
    for (let at = 0; at < writes.length; at += batch) {
      const some = writes.slice(at, at + batch);
      if (!(await this.#put("writes", some))) await this.#bury(some);
    }
  }

  async #bury(writes: readonly Write[]): Promise<void> {
    for (let at = 0; at < writes.length; at += batch) {
      const some = writes.slice(at, at + batch);
      const areKept = this.#order.deadLetter && (await this.#put("deadLetters", some));
      if (!areKept) for (const { settle } of some) settle(false);
    }
  }

  /** False when the store did not take the writes, for whatever reason: callers count what then becomes of them. */
  async #put(table: keyof typeof storeTables, writes: readonly Write[]): Promise<boolean> {
    const signal = table === "writes" ? this.#limit.signal : undefined;
    const ids = writes.map(({ id }) => id);
    try {
      await this.#store.put(storeTables[table], ids, signal);
    } catch {
      return false;
    }
    this.#kept[table] += writes.length;
    for (const { settle } of writes) settle(true);
    return true;
  }
}
