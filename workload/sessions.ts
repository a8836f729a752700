import type { Arrivals } from "./arrivals/index.js";
import type { Distribution } from "./distributions/index.js";
import { OpenSessions } from "./open-sessions.js";
import type { Random } from "./random.js";

/** Something that a session does: it opens, or sends a message. */
export interface SessionMoment {
  /** Microseconds since clock.start; negative during warm-up. */
  readonly at: number;
  /** Number of the session within its demand, from 0. */
  readonly session: number;
  /** Index of the message within its session, from 0; null where the session opens. */
  readonly message: number | null;
  /** The last message of the session; none is where the run ends before it. */
  readonly isLast: boolean;
}

/** What a timeline of sessions is made of. */
export interface SessionParts {
  readonly starts: Arrivals;
  /** Messages that each session sends. */
  readonly messages: number;
  readonly between: Distribution;
  /** A stream for the gaps of a session, by its number. */
  gaps(session: number): Random;
  /** Messages that would be due from here on are not sent. */
  readonly end: number;
}

const batch = 256;

/**
 * All that the sessions of a demand do, in order of time; at one instant messages go before openings, and older sessions
 * before younger ones. Sessions begin with the horizon: none was open before. Holds the open sessions only.
 */
export class SessionTimeline {
  readonly #parts: SessionParts;
  readonly #open = new OpenSessions();
  /** The next openings, Infinity behind the last. */
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

  /** Sessions that have opened and have messages to come. */
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
