import type { Simulation } from "../../engine/simulation.js";
import type { SessionFacts } from "../../facts/aspects/sessions.js";

type Counts = { -readonly [Name in keyof SessionFacts]: number };

/** Counts what becomes of the sessions of a service in the reported time: between `begin` and `end`. */
export class SessionRecorder {
  /** Sessions with a connection now. */
  open = 0;
  /** Sessions that are not over, with a connection or without. */
  present = 0;
  readonly #simulation: Simulation;
  readonly #counts: Counts = {
    carried: 0,
    opened: 0,
    closed: 0,
    givenUp: 0,
    remaining: 0,
    openMost: 0,
    connects: 0,
    reconnectAttempts: 0,
    reconnects: 0,
    refused: 0,
    lost: 0,
    idleClosed: 0,
    messages: 0,
    cutReplies: 0,
    peakReconnects: 0,
    longestOutage: 0,
  };
  #isReported = false;
  /** Session-microseconds of connections up to when their number changed last. */
  #area = 0;
  #changedAt = 0;
  /** The second of the last tries after a first one, and how many it has had. */
  #second = 0;
  #inSecond = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** The reported time begins with the sessions that are there. */
  begin(): void {
    this.#isReported = true;
    this.#counts.carried = this.present;
    this.#counts.openMost = this.open;
  }

  /** `outages`: since when sessions have been without a connection that still are, in microseconds. */
  end(outages: readonly number[]): void {
    for (const since of outages) this.#tellOutage(since);
    this.#counts.remaining = this.present;
    this.#isReported = false;
  }

  get facts(): SessionFacts {
    return this.#counts;
  }

  get connects(): number {
    return this.#counts.connects;
  }

  get reconnectAttempts(): number {
    return this.#counts.reconnectAttempts;
  }

  /** Session-microseconds of connections so far. */
  get connectionTime(): number {
    return this.#area + this.open * (this.#simulation.now - this.#changedAt);
  }

  came(): void {
    this.present++;
    this.#add("opened");
  }

  /** A session has nothing left to say; `outSince`: since when it is without a connection, NaN where it has one. */
  closed(outSince: number): void {
    this.present--;
    this.#add("closed");
    this.#tellOutage(outSince);
  }

  gaveUp(outSince: number): void {
    this.present--;
    this.#add("givenUp");
    this.#tellOutage(outSince);
  }

  /** A connection is asked for; `isFirst`: by a session that has not asked before. */
  tries(isFirst: boolean): void {
    this.#add("connects");
    if (isFirst || !this.#isReported) return;
    this.#counts.reconnectAttempts++;
    const second = Math.floor(this.#simulation.now / 1e6);
    this.#inSecond = second === this.#second ? this.#inSecond + 1 : 1;
    this.#second = second;
    this.#counts.peakReconnects = Math.max(this.#counts.peakReconnects, this.#inSecond);
  }

  refused(): void {
    this.#add("refused");
  }

  /** A connection stands; `outSince`: since when the session has been without one, NaN at its first try. */
  connected(isAgain: boolean, outSince: number): void {
    this.#change(1);
    if (isAgain) this.#add("reconnects");
    this.#tellOutage(outSince);
  }

  disconnected(): void {
    this.#change(-1);
  }

  lost(): void {
    this.#add("lost");
  }

  idled(): void {
    this.#add("idleClosed");
  }

  sent(): void {
    this.#add("messages");
  }

  /** A reply that somebody waited for has ended with its connection. */
  cutReply(): void {
    this.#add("cutReplies");
  }

  #change(by: number): void {
    this.#area = this.connectionTime;
    this.#changedAt = this.#simulation.now;
    this.open += by;
    if (this.#isReported) this.#counts.openMost = Math.max(this.#counts.openMost, this.open);
  }

  #add(count: keyof Counts): void {
    if (this.#isReported) this.#counts[count]++;
  }

  /** NaN: there was none. An outage that began before the reported time counts whole. */
  #tellOutage(since: number): void {
    const lasted = this.#simulation.now - since;
    if (this.#isReported && lasted > this.#counts.longestOutage) this.#counts.longestOutage = lasted;
  }
}
