import { isExhaustion } from "../machine-limits.js";
import { type AutocannonClient, startClients } from "./autocannon.js";
import { Connection, type Loss } from "./connection.js";
import type { HttpCounters } from "./counters.js";

/** The part of the driver that sends on the connections. */
export interface ConnectionsUser {
  /** Offers a free connection; returns false if nothing waits for one, so that it is kept. */
  use(connection: Connection): boolean;
  answered(connection: Connection): void;
  /** A connection was lost during a request. */
  cut(connection: Connection, loss: "reset" | "garbled"): void;
  /** A dial failed; `isOurs` when this machine had no file or port left for it. */
  refused(isOurs: boolean): void;
  /** Numbers of requests that wait for a connection and that are on one. */
  readonly waiting: number;
  readonly busy: number;
}

/** Largest number of dials under way while the connections are opened: a listening socket's queue holds 128 or 511. */
const wave = 100;
/** Free connections kept for each one in use. */
const spareShare = 0.25;
/** A connection that its server will close within this time is not used any more, in microseconds. */
const keepAliveMargin = 1_000_000;

/**
 * The connections to one target; more are dialled as more come into use. The connection that has been free longest is
 * used next, as if every client had its own: a server's event loop serves a connection that it has just answered before
 * others that wait, so reusing the latest one would break the order of arrival. A connection lost during a request is
 * dialled again at once; any other only when a request, or the one after it, will need it. So there are never more
 * dials than requests.
 */
export class Connections {
  readonly #user: ConnectionsUser;
  readonly #counters: HttpCounters;
  readonly #now: () => number;
  readonly #free: Connection[] = [];
  readonly #down: Connection[] = [];
  readonly #all: Connection[] = [];
  /** Connections still to be opened. */
  readonly #unopened: Connection[] = [];
  /** When the server will close a free connection, according to its keep-alive header. */
  readonly #closesAt = new Map<Connection, number>();
  /** Connections that are being dialled in advance, for no particular request. */
  readonly #ahead = new Set<Connection>();
  #dialing = 0;
  #isClosed = false;
  #gone: Promise<void> = Promise.resolve();
  #settled: () => void = () => {};

  constructor(user: ConnectionsUser, counters: HttpCounters, now: () => number) {
    this.#user = user;
    this.#counters = counters;
    this.#now = now;
  }

  /**
   * Dials the first `opening` connections. Resolves with the number that are open once each is open or refused, or
   * after `limitMs`.
   */
  open(target: URL, { opening, most }: { opening: number; most: number }, limitMs: number): Promise<number> {
    const setUp = (client: AutocannonClient) => this.#all.push(new Connection(client, this.#owner));
    this.#gone = startClients({ target, connections: most, setUp });
    this.#unopened.push(...this.#all.slice(0, opening));
    this.#down.push(...this.#all.slice(opening));
    return new Promise((resolve, reject) => {
      this.#gone.catch(reject);
      const timer = setTimeout(() => this.#settled(), limitMs);
      this.#settled = () => {
        clearTimeout(timer);
        this.#down.push(...this.#unopened.splice(0));
        resolve(this.#free.length);
      };
      this.#openNext();
    });
  }

  /** Takes a free connection for the caller to send on; null when there is none. */
  take(): Connection | null {
    for (let connection = this.#free.shift(); connection !== undefined; connection = this.#free.shift()) {
      if (this.#now() < (this.#closesAt.get(connection) ?? Number.POSITIVE_INFINITY)) {
        this.#dialAhead();
        return connection;
      }
      connection.hangUp();
      this.#down.push(connection);
    }
    return null;
  }

  /** Dials one more connection when few are free compared with those in use, so that the next request need not wait. */
  #dialAhead(): void {
    if (this.#free.length + this.#dialing >= this.#user.busy * spareShare || this.#down.length === 0) return;
    const connection = this.#down.pop()!;
    this.#ahead.add(connection);
    this.#redial(connection);
  }

  /** Dials for the requests that wait. */
  dial(): void {
    while (this.#dialing < this.#user.waiting && this.#down.length > 0) this.#redial(this.#down.pop()!);
  }

  /** Cuts a connection during a request and dials anew. */
  replace(connection: Connection): void {
    connection.hangUp();
    this.#redial(connection);
  }

  /** Ends all connections; resolves when autocannon has noticed. */
  close(): Promise<void> {
    this.#isClosed = true;
    for (const connection of this.#all) connection.close();
    return this.#gone;
  }

  readonly #owner = {
    opened: (connection: Connection): void => {
      this.#dialing--;
      this.#counters.opened++;
      this.#ahead.delete(connection);
      this.#offer(connection);
      this.#openNext();
    },
    answered: (connection: Connection): void => {
      this.#user.answered(connection);
      if (connection.isDown) this.#down.push(connection);
      else {
        this.#noteKeepAlive(connection);
        this.#offer(connection);
      }
      this.dial();
    },
    lost: (connection: Connection, loss: Loss, code: string | null): void => this.#onLost(connection, loss, code),
  };

  #onLost(connection: Connection, loss: Loss, code: string | null): void {
    switch (loss) {
      case "refused": {
        const isOurs = isExhaustion(code);
        this.#dialing--;
        this.#counters[isOurs ? "exhausted" : "refused"]++;
        this.#down.push(connection);
        if (!this.#ahead.delete(connection)) this.#user.refused(isOurs);
        this.dial();
        return this.#openNext();
      }
      case "idle":
        this.#counters.closedIdle++;
        this.#free.splice(this.#free.indexOf(connection), 1);
        this.#down.push(connection);
        return;
      case "reset":
      case "garbled":
        this.#counters.lost++;
        this.#user.cut(connection, loss);
        return this.#redial(connection);
    }
  }

  #redial(connection: Connection): void {
    if (this.#isClosed) return;
    this.#dialing++;
    this.#closesAt.delete(connection);
    connection.dial();
  }

  #offer(connection: Connection): void {
    if (!this.#user.use(connection)) this.#free.push(connection);
  }

  #openNext(): void {
    while (this.#unopened.length > 0 && this.#dialing < wave) this.#redial(this.#unopened.pop()!);
    if (this.#dialing === 0) this.#settled();
  }

  #noteKeepAlive(connection: Connection): void {
    const seconds = /\btimeout=(\d+)/.exec(connection.answer.header("keep-alive") ?? "")?.[1];
    if (seconds === undefined) return;
    this.#closesAt.set(connection, this.#now() + Math.max(0, Number(seconds) * 1_000_000 - keepAliveMargin));
  }
}
