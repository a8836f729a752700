import { stepsMax } from "../../workload/requests.js";
import type { SessionConfig, SessionMoment, SessionTimeline } from "../../workload/sessions.js";
import type { PlannedMessage, PlannedSession, PlanStream } from "./planned.js";
import { requestId, type StreamParts, workOf } from "./request-stream.js";
import { isInShare } from "./share.js";

/** What the plan of a demand with sessions is made from: who does what when, and the work that messages ask for. */
export interface SessionStreamParts extends StreamParts {
  readonly timeline: SessionTimeline;
  readonly config: SessionConfig;
}

/**
 * The sessions of one demand that belong to a share of the plan, and their messages. Sessions that are already open
 * when the real warm-up begins connect then, all at once.
 */
export class SessionStream implements PlanStream {
  readonly #parts: SessionStreamParts;
  readonly #steps = new Int32Array(stepsMax);
  /** Numbers of the sessions that began before the real warm-up and have yet to connect. */
  readonly #begun = new Set<number>();
  #next: PlannedSession | PlannedMessage | null;
  #ordinal = 0;

  constructor(parts: SessionStreamParts) {
    this.#parts = parts;
    while (parts.timeline.nextAt < parts.from) this.#pass(parts.timeline.take());
    this.#next = this.#advance();
  }

  get dueAt(): number {
    return this.#next?.dueAt ?? Number.POSITIVE_INFINITY;
  }

  take(): PlannedSession | PlannedMessage {
    const taken = this.#next!;
    this.#next = this.#advance();
    return taken;
  }

  /** Passes over a moment before the real warm-up. It is not sent, but a session that it leaves open will be. */
  #pass({ session, message, isLast }: SessionMoment): void {
    if (message !== null) this.#draw();
    if (isLast) this.#begun.delete(session);
    else if (message === null && this.#isOurs(session)) this.#begun.add(session);
  }

  #advance(): PlannedSession | PlannedMessage | null {
    const { timeline, from } = this.#parts;
    for (const session of this.#begun) {
      this.#begun.delete(session);
      return this.#open(from, session);
    }
    while (timeline.nextAt < Number.POSITIVE_INFINITY) {
      const moment = timeline.take();
      const message = moment.message === null ? null : this.#message(moment);
      if (this.#isOurs(moment.session)) return message ?? this.#open(moment.at, moment.session);
    }
    return null;
  }

  #open(dueAt: number, session: number): PlannedSession {
    const { demand, config } = this.#parts;
    return { kind: "session", dueAt, demand: demand.name, service: demand.to, session, config };
  }

  #message({ at, session, isLast }: SessionMoment): PlannedMessage {
    const { demand } = this.#parts;
    const ordinal = this.#ordinal;
    const requestClass = demand.classes[this.#draw()];
    return {
      kind: "message",
      dueAt: at,
      demand: demand.name,
      service: demand.to,
      id: requestId(demand.name, ordinal),
      ordinal,
      session,
      last: isLast,
      class: requestClass,
      work: workOf(requestClass, this.#steps),
    };
  }

  /** Draws the work of the next message and returns the index of its class. */
  #draw(): number {
    this.#ordinal++;
    return this.#parts.demand.take(this.#steps, 0);
  }

  #isOurs(session: number): boolean {
    const { share, seed, demand } = this.#parts;
    return isInShare(share, seed, demand.name, session);
  }
}
