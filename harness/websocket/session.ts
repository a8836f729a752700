import { type FailureCause, failureCauses } from "../../sim/facts/aspects/requests.js";
import { patienceMax } from "../generator/driver.js";
import type { PlannedMessage, PlannedSession } from "../plan/planned.js";
import { type ClientMessage, formatWork, type ServerMessage } from "../protocol.js";
import type { Ending } from "../record/ending.js";
import { SocketConnection, type SocketOwner } from "./connection.js";
import type { OpenMessage } from "./message-ends.js";
import type { DriverParts } from "./parts.js";

/** One client: its open messages, over whatever connection it has at the time. */
export class Session implements SocketOwner {
  readonly planned: PlannedSession;
  readonly #parts: DriverParts;
  readonly #connection: SocketConnection;
  readonly #open = new Map<string, OpenMessage>();
  readonly #past = new PastMessages();
  #hasLast = false;
  /** How messages end that come after the session has lost its connection for good. */
  #lostBy: "neverSent" | "refused" | null = null;

  constructor(planned: PlannedSession, parts: DriverParts) {
    this.planned = planned;
    this.#parts = parts;
    this.#connection = new SocketConnection(parts, planned, this);
  }

  begin(): void {
    this.#parts.counters.sessions++;
    this.#connection.open();
  }

  /** Sends the message, or keeps it until there is a connection, up to its deadline. */
  release(planned: PlannedMessage): void {
    const message = this.#parts.ends.begin(planned);
    this.#open.set(planned.id, message);
    this.#hasLast ||= planned.last;
    if (this.#lostBy !== null) return this.#endLost(message, this.#lostBy);
    this.#parts.deadlines.set(message, planned.dueAt, timeoutOf(planned));
    if (this.#connection.isOpen) this.#send(message);
  }

  opened(): void {
    for (const message of this.#open.values()) this.#send(message);
  }

  received(text: string): void {
    const reply = parseReply(text);
    const message = reply === null ? undefined : this.#open.get(reply.id);
    if (reply === null || message?.sentAt === null) this.#parts.counters.unknown++;
    else if (message !== undefined) this.#onPart(message, reply);
    else if (reply.last) this.#parts.counters[this.#past.replied(reply.id)]++;
  }

  lost(): void {
    for (const message of this.#open.values()) {
      if (message.sentAt !== null) this.#end(message, "reset", "interrupted");
    }
  }

  gaveUp(wasRefused: boolean): void {
    this.#parts.counters.sessionsLost++;
    this.#lostBy = wasRefused ? "refused" : "neverSent";
    for (const message of this.#open.values()) this.#endLost(message, this.#lostBy);
  }

  /** Ends a message that the client has waited for as long as it would. */
  expire(message: OpenMessage): void {
    this.#end(message, message.sentAt === null ? "neverSent" : "timedOut", "timeout");
  }

  /** Ends the open messages, and with them the session. */
  end(): void {
    for (const message of this.#open.values()) this.expire(message);
    this.#connection.end();
  }

  #send(message: OpenMessage): void {
    const text = clientMessage(message.planned, this.planned);
    message.sentAt = this.#parts.context.now();
    this.#connection.send(JSON.stringify(text));
  }

  #onPart(message: OpenMessage, { last, cause, degraded }: ServerMessage): void {
    if (!message.hasParts && !last) this.#onFirstPart(message);
    message.hasParts = true;
    message.isDegraded ||= degraded === true;
    if (!last) return;
    if (cause === undefined) this.#end(message, "answered", null);
    else this.#end(message, "unexpected", causeOf(cause));
  }

  #onFirstPart({ planned }: OpenMessage): void {
    this.#parts.counters.firstParts++;
    this.#parts.counters.firstPartMicros += this.#parts.context.now() - planned.dueAt;
  }

  #endLost(message: OpenMessage, ending: "neverSent" | "refused"): void {
    this.#end(message, ending, ending === "refused" ? "noCapacity" : "interrupted");
  }

  #end(message: OpenMessage, ending: Ending, cause: FailureCause | null): void {
    const { planned, sentAt } = message;
    this.#open.delete(planned.id);
    this.#parts.deadlines.clear(message, timeoutOf(planned));
    if (sentAt !== null) this.#past.remember(planned.id, ending === "answered" || ending === "unexpected");
    this.#parts.ends.end(message, ending, cause);
    if (!this.#hasLast || this.#open.size > 0) return;
    this.#connection.end();
    this.#parts.finished(this.planned);
  }
}

/** A session's message in the form in which it is sent. */
export function clientMessage(
  { id, work, class: { writes } }: PlannedMessage,
  { config }: PlannedSession,
): ClientMessage {
  return { id, steps: formatWork(work), writes, parts: config.replyParts };
}

function timeoutOf({ class: { timeout } }: PlannedMessage): number {
  return timeout ?? patienceMax;
}

/** Largest number of ended messages that are remembered; a reply to an older one counts as unknown. */
const rememberedMax = 256;

/** What a reply counts as when its message has already ended, or never existed. */
type StrayReply = "late" | "duplicates" | "unknown";

/** The last messages of a session that ended after they were sent, so that late replies can be recognised. */
class PastMessages {
  /** Whether a reply has come, by id, the oldest first. */
  readonly #answered = new Map<string, boolean>();

  remember(id: string, isAnswered: boolean): void {
    this.#answered.set(id, isAnswered);
    if (this.#answered.size <= rememberedMax) return;
    const [oldest] = this.#answered.keys();
    this.#answered.delete(oldest);
  }

  /** Classifies a reply: the first one after a timeout is late, the next a duplicate. */
  replied(id: string): StrayReply {
    const isAnswered = this.#answered.get(id);
    if (isAnswered === undefined) return "unknown";
    this.#answered.set(id, true);
    return isAnswered ? "duplicates" : "late";
  }
}

/** Parses one part of a reply; null for any other text. */
function parseReply(text: string): ServerMessage | null {
  try {
    const value: unknown = JSON.parse(text);
    return isReply(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Cause of a failed message in the words of an outcome; other words of a server count as unexpected. */
function causeOf(word: string): FailureCause {
  return failureCauses.find((cause) => cause === word) ?? "unexpected";
}

function isReply(value: unknown): value is ServerMessage {
  return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";
}
