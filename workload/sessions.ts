import { z } from "zod";
import { duration, flag, integer } from "../scenarios/language/index.js";
import type { Arrivals } from "./arrivals/index.js";
import { type Horizon, integral, type RateSegments } from "./curves/index.js";
import { sampled, segmentsOf } from "./curves/segments.js";
import { type Distribution, distributionShape } from "./distributions/index.js";
import type { Random } from "./random.js";
import { reconnectShape } from "./reconnects.js";
import { drawnDuration, requestShape } from "./requests.js";

const messageShape = requestShape.omit({ retries: true }).extend({
  timeout: duration({ min: 1 }).prefault("30s").describe("How long the client waits for the reply to its message."),
});

/** The kinds of connection that a session may hold, which differ in what a task stores for each. */
export const connectionKinds = ["websocket", "sse", "grpc"] as const;
export type ConnectionKind = (typeof connectionKinds)[number];

/** A WebSocket session: it connects, sends messages at its own times, waits for the last reply and closes. */
export const sessionShape = z.strictObject({
  messages: integer({ min: 1, max: 100_000 }).prefault(1).describe("Messages that a session sends."),
  between: distributionShape(drawnDuration)
    .prefault({ kind: "exponential", mean: "10s" })
    .describe(
      "Time from the connection to the first message and from each message to the next, however long the replies take.",
    ),
  message: messageShape.describe(
    "What one message asks of its task; it is sent once, and its client waits for the reply as long as its timeout says.",
  ),
  replyParts: integer({ min: 1, max: 10_000 })
    .prefault(1)
    .describe("Parts in which a reply is streamed, evenly over the message's waits; the last one ends the message."),
  heartbeat: duration({ min: 1_000_000 })
    .prefault("30s")
    .describe("How often a client sends a ping, which keeps its connection from being idle."),
  idleTimeout: duration({ min: 1_000_000 })
    .prefault("300s")
    .describe("Time without traffic after which the server closes a connection."),
  reconnect: reconnectShape
    .prefault({ kind: "exponential" })
    .describe("When a client connects again after it lost its connection."),
  connection: z
    .enum(connectionKinds)
    .prefault("websocket")
    .describe(
      "The kind of connection, which decides how much memory a task needs for it; real load always uses WebSocket.",
    ),
  compression: flag()
    .prefault(false)
    .describe("Messages are compressed (permessage-deflate), which costs CPU and memory for each connection."),
});

export type SessionConfig = z.output<typeof sessionShape>;

/** Something that a session does: it opens, or sends a message. */
export interface SessionMoment {
  /** Microseconds since clock.start; negative during the warm-up. */
  readonly at: number;
  /** Number of the session within its demand, from 0. */
  readonly session: number;
  /** Index of the message within its session, from 0; null when the session opens. */
  readonly message: number | null;
  /** Whether it is the last message of the session. No message is, if the run ends before the last. */
  readonly isLast: boolean;
}

/** What a timeline of sessions is made from. */
interface SessionParts {
  readonly starts: Arrivals;
  /** Number of messages that each session sends. */
  readonly messages: number;
  readonly between: Distribution;
  /** The random stream for the gaps of a session, by its number. */
  gaps(session: number): Random;
  /** Messages due at or after this instant are not sent. */
  readonly end: number;
}

const batch = 256;

/**
 * Everything that the sessions of a demand do, in order of time. At one instant messages come before openings, and
 * older sessions before younger ones. No session is open before the horizon begins. Only open sessions are kept in
 * memory.
 */
export class SessionTimeline {
  readonly #parts: SessionParts;
  readonly #open = new OpenSessions();
  /** The next openings, with Infinity after the last. */
  readonly #starts = new Float64Array(batch + 1);
  readonly #gap = new Int32Array(1);
  #position = 0;
  #opened = 0;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#refill();
  }

  /** When the next moment is due; Infinity after the last. */
  get nextAt(): number {
    return Math.min(this.#starts[this.#position], this.#open.first?.nextAt ?? Number.POSITIVE_INFINITY);
  }

  /** Number of sessions that have opened and still have messages to send. */
  get openCount(): number {
    return this.#open.count;
  }

  /** Takes the moment that is due at `nextAt`. */
  take(): SessionMoment {
    const first = this.#open.first;
    return first !== undefined && first.nextAt <= this.#starts[this.#position] ? this.#send() : this.#begin();
  }

  #begin(): SessionMoment {
    const at = this.#starts[this.#position];
    const number = this.#opened++;
    if (++this.#position === batch) this.#refill();
    const gaps = this.#parts.gaps(number);
    const nextAt = at + this.#draw(gaps);
    if (nextAt < this.#parts.end) this.#open.add({ number, gaps, message: 0, nextAt });
    return { at, session: number, message: null, isLast: false };
  }

  #send(): SessionMoment {
    const session = this.#open.first!;
    const { nextAt: at, message } = session;
    const isLast = ++session.message === this.#parts.messages;
    if (!isLast) session.nextAt += this.#draw(session.gaps);
    if (isLast || session.nextAt >= this.#parts.end) this.#open.removeFirst();
    else this.#open.settleFirst();
    return { at, session: session.number, message, isLast };
  }

  #draw(gaps: Random): number {
    this.#parts.between.fill(this.#gap, gaps);
    return this.#gap[0];
  }

  #refill(): void {
    const starts = this.#starts;
    starts[this.#parts.starts.fill(starts.subarray(0, batch))] = Number.POSITIVE_INFINITY;
    this.#position = 0;
  }
}

/** A session with messages still to come. */
interface OpenSession {
  readonly number: number;
  /** The random stream for its gaps. */
  readonly gaps: Random;
  /** Index of its next message, and when that is due. */
  message: number;
  nextAt: number;
}

/**
 * A binary heap of sessions: the first is the one whose next message is due first, and among equals the one that began
 * first.
 */
class OpenSessions {
  readonly #heap: OpenSession[] = [];

  get count(): number {
    return this.#heap.length;
  }

  get first(): OpenSession | undefined {
    return this.#heap[0];
  }

  add(session: OpenSession): void {
    const heap = this.#heap;
    let hole = heap.push(session) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (isBefore(heap[parent], session)) break;
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = session;
  }

  /** Restores the order after the next message of the first session has moved. */
  settleFirst(): void {
    this.#sink(this.#heap[0]);
  }

  removeFirst(): void {
    const last = this.#heap.pop()!;
    if (this.#heap.length > 0) this.#sink(last);
  }

  /** Puts a session in the first place and moves it down to where it belongs. */
  #sink(session: OpenSession): void {
    const heap = this.#heap;
    let hole = 0;
    for (let child = 1; child < heap.length; child = 2 * hole + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (isBefore(session, heap[child])) break;
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = session;
  }
}

function isBefore(a: OpenSession, b: OpenSession): boolean {
  return a.nextAt < b.nextAt || (a.nextAt === b.nextAt && a.number < b.number);
}

/** The messages of sessions, as the arrivals that a service sees. */
export class SessionMessages implements Arrivals {
  readonly rates: RateSegments;
  readonly #timeline: SessionTimeline;

  constructor(timeline: SessionTimeline, rates: RateSegments) {
    this.rates = rates;
    this.#timeline = timeline;
  }

  fill(times: Float64Array): number {
    let count = 0;
    while (count < times.length && this.#timeline.nextAt < Number.POSITIVE_INFINITY) {
      const { at, message } = this.#timeline.take();
      if (message !== null) times[count++] = at;
    }
    return count;
  }
}

/** Largest number of samples of a rate: the minutes of a month. */
const samplesMax = 43_200;

/**
 * Expected messages per second from sessions that start at given rates: the k-th message of a session comes k mean gaps
 * after its start, spread over one gap. Exact in the mean; the variation of gaps is ignored.
 */
export function messageRates(starts: RateSegments, messages: number, meanGap: number, horizon: Horizon): RateSegments {
  if (meanGap === 0) return { from: starts.from, rate: starts.rate.map((rate) => rate * messages) };
  const [youngest, oldest] = [meanGap / 2, (messages + 0.5) * meanGap];
  const step = Math.ceil(Math.max(oldest / 16, (horizon.to - horizon.from) / samplesMax));
  return sampled((at) => (integral(starts, at - oldest, at - youngest) / meanGap) * 1e6, step, horizon);
}

/**
 * Expected number of open sessions that start at given rates and last `lasts` microseconds, by Little's law; none
 * before the horizon. Exact in the mean at a constant rate; the variation of their length is ignored.
 */
export function openSessions(starts: RateSegments, lasts: number, horizon: Horizon): RateSegments {
  const span = horizon.to - horizon.from;
  const step = Math.ceil(Math.max(1, lasts / 16, span / samplesMax));
  const openAt = (at: number) => integral(starts, Math.max(horizon.from, at - lasts), at);
  const instants = Array.from({ length: Math.ceil(span / step) }, (_, index) => horizon.from + index * step);
  return segmentsOf(
    instants.map((at) => [at, openAt(at)] as const),
    horizon,
  );
}
