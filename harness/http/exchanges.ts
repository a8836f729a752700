import { type DriverContext, patienceMax } from "../generator/driver.js";
import type { PlannedRequest } from "../plan/planned.js";
import type { Connection } from "./connection.js";
import { Connections, type ConnectionsUser } from "./connections.js";
import type { HttpCounters } from "./counters.js";
import { judge, unanswered, type Verdict } from "./judge.js";
import { Retries } from "./retries.js";
import { WireRequests } from "./wire-request.js";

/**
 * Takes each request to its single ending: through waiting for a connection, its attempts and the pauses between them.
 */
export class Exchanges implements ConnectionsUser {
  readonly connections: Connections;
  readonly #context: DriverContext;
  readonly #counters: HttpCounters;
  readonly #wire: WireRequests;
  readonly #retries: Retries;
  readonly #open = new Set<Exchange>();
  readonly #line = new WaitingLine<Exchange>();
  readonly #on = new Map<Connection, Exchange>();
  #allEnded: () => void = () => {};

  constructor(context: DriverContext, counters: HttpCounters) {
    this.#context = context;
    this.#counters = counters;
    this.#wire = new WireRequests(context);
    this.#retries = new Retries(context.seed);
    this.connections = new Connections(this, counters, () => context.now());
  }

  get inFlight(): number {
    return this.#open.size;
  }

  get waiting(): number {
    return this.#line.count;
  }

  get busy(): number {
    return this.#on.size;
  }

  begin(planned: PlannedRequest): void {
    const exchange = new Exchange(planned);
    this.#open.add(exchange);
    this.#retries.come(planned);
    this.#attempt(exchange);
  }

  /** Resolves when every request has ended, or after `limit` microseconds. */
  allEnded(limit: number): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.ceil(limit / 1_000));
      this.#allEnded = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends every request that has not ended. */
  giveUp(): void {
    for (const exchange of this.#open)
      this.#end(exchange, unanswered(exchange.attempts > 0 ? "timedOut" : "neverSent"));
  }

  use(connection: Connection): boolean {
    const first = this.#line.shift();
    if (first !== null) this.#send(first, connection);
    return first !== null;
  }

  answered(connection: Connection): void {
    const exchange = this.#takeOff(connection);
    if (connection.answer.isCut) this.#counters.cutBodies++;
    const { expect } = this.#context.templates.get(exchange.planned.demand)!;
    this.#finish(exchange, this.#patience(exchange) > 0 ? judge(connection.answer, expect) : unanswered("timedOut"));
  }

  cut(connection: Connection, loss: "reset" | "garbled"): void {
    this.#finish(this.#takeOff(connection), unanswered(loss));
  }

  refused(isOurs: boolean): void {
    const first = this.#line.shift();
    if (first !== null) this.#finish(first, unanswered(isOurs ? "neverSent" : "refused"));
  }

  #attempt(exchange: Exchange): void {
    this.#setDeadline(exchange);
    const connection = this.connections.take();
    if (connection !== null) return this.#send(exchange, connection);
    exchange.isWaiting = true;
    this.#counters.waited++;
    this.#line.push(exchange);
    this.connections.dial();
  }

  #send(exchange: Exchange, connection: Connection): void {
    const { planned } = exchange;
    const { expect } = this.#context.templates.get(planned.demand)!;
    connection.send(this.#wire.of(planned), expect.body !== undefined);
    this.#on.set(connection, exchange);
    exchange.sent(connection, this.#context.now());
  }

  #takeOff(connection: Connection): Exchange {
    const exchange = this.#on.get(connection)!;
    this.#on.delete(connection);
    exchange.connection = null;
    return exchange;
  }

  #setDeadline(exchange: Exchange): void {
    exchange.timer = setTimeout(this.#onDeadline, Math.ceil(this.#patience(exchange) / 1_000), exchange);
  }

  /** Microseconds that the client will still wait for this attempt; 0 or less when its time is over. */
  #patience({ attemptDueAt, planned }: Exchange): number {
    return attemptDueAt + (planned.class.timeout ?? patienceMax) - this.#context.now();
  }

  /**
   * Called at the deadline, or a little before it: a timer may be early by the time that its round of the event loop
   * took.
   */
  readonly #onDeadline = (exchange: Exchange): void => {
    const { connection } = exchange;
    if (this.#patience(exchange) > 0) return this.#setDeadline(exchange);
    if (connection === null) return this.#leaveLine(exchange);
    this.#takeOff(connection);
    this.connections.replace(connection);
    this.#finish(exchange, unanswered("timedOut"));
  };

  /** The request has waited for a connection as long as its client would wait for an answer. */
  #leaveLine(exchange: Exchange): void {
    this.#end(exchange, unanswered(exchange.attempts > 0 ? "timedOut" : "neverSent"));
    this.#line.leave();
  }

  /** An attempt is over. The request ends with it, unless it is retried. */
  #finish(exchange: Exchange, verdict: Verdict): void {
    clearTimeout(exchange.timer);
    const delay = this.#retries.delay(exchange.planned, exchange.retries + 1, verdict);
    if (delay === null) return this.#end(exchange, verdict);
    this.#counters.retries++;
    exchange.pause(this.#context.now() + delay);
    exchange.timer = setTimeout(this.#onRetry, Math.ceil(delay / 1_000), exchange);
  }

  readonly #onRetry = (exchange: Exchange): void => this.#attempt(exchange);

  #end(exchange: Exchange, verdict: Verdict): void {
    const { planned, attempts, sentAt, lastSentAt } = exchange;
    clearTimeout(exchange.timer);
    exchange.isWaiting = false;
    this.#open.delete(exchange);
    this.#context.recorder.record(planned, { ...verdict, attempts, sentAt, lastSentAt, endedAt: this.#context.now() });
    if (this.#open.size === 0) this.#allEnded();
  }
}

/** A request from its release to its end, through all its attempts. Times in microseconds since clock.start. */
class Exchange {
  readonly planned: PlannedRequest;
  /** Whether it is waiting for a connection. */
  isWaiting = false;
  /** When the current attempt was due; the client's timeout counts from here. */
  attemptDueAt: number;
  retries = 0;
  /** Number of attempts that left this process. */
  attempts = 0;
  sentAt: number | null = null;
  lastSentAt: number | null = null;
  /** The connection it is on; null while it waits. */
  connection: Connection | null = null;
  /** Timer of its deadline, or of the pause before its next attempt. */
  timer: NodeJS.Timeout | undefined;

  constructor(planned: PlannedRequest) {
    this.planned = planned;
    this.attemptDueAt = planned.dueAt;
  }

  sent(connection: Connection, at: number): void {
    this.isWaiting = false;
    this.connection = connection;
    this.attempts++;
    this.sentAt ??= at;
    this.lastSentAt = at;
  }

  /** Lets it wait for its next attempt. */
  pause(until: number): void {
    this.isWaiting = false;
    this.retries++;
    this.attemptDueAt = until;
  }
}

/** Length of the served part from which it is worth copying the line to drop it. */
const servedMax = 1_024;

/** A line that is served first come, first served. Members that left it in between are skipped. */
export class WaitingLine<Waiting extends { readonly isWaiting: boolean }> {
  #line: Waiting[] = [];
  #served = 0;
  #count = 0;

  /** Number of members that wait. */
  get count(): number {
    return this.#count;
  }

  push(one: Waiting): void {
    this.#line.push(one);
    this.#count++;
  }

  /** Removes and returns the first that still waits; null when nobody does. */
  shift(): Waiting | null {
    this.#passLeavers();
    if (this.#served === this.#line.length) return null;
    this.#count--;
    return this.#line[this.#served++];
  }

  /** To be called when a member has stopped waiting. */
  leave(): void {
    this.#count--;
    this.#passLeavers();
  }

  #passLeavers(): void {
    while (this.#served < this.#line.length && !this.#line[this.#served].isWaiting) this.#served++;
    if (this.#served < servedMax && this.#served < this.#line.length) return;
    this.#line = this.#line.slice(this.#served);
    this.#served = 0;
  }
}
