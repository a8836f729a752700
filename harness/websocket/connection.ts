import { WebSocket } from "ws";
import { reconnectPause } from "../../workload/reconnects.js";
import { isExhaustion } from "../machine-limits.js";
import type { PlannedSession } from "../plan/planned.js";
import type { DriverParts } from "./parts.js";
import type { SlotTaker } from "./slots.js";

/** Receives the events of a connection. */
export interface SocketOwner {
  opened(): void;
  received(text: string): void;
  /** The connection is gone; messages sent on it without an answer will get none. It may be opened again. */
  lost(): void;
  /** The policy allows no further attempt. */
  gaveUp(wasRefused: boolean): void;
}

/** Time in which a server has to answer a close before the connection is cut, in microseconds. */
export const closeTimeout = 500_000;

/**
 * The connection of a session: it opens, sends heartbeats, and opens again when it is lost, as the session's policy
 * says.
 */
export class SocketConnection implements SlotTaker {
  readonly #parts: DriverParts;
  readonly #session: PlannedSession;
  readonly #owner: SocketOwner;
  #socket: WebSocket | null = null;
  #pause: NodeJS.Timeout | undefined;
  #attempts = 0;
  #failures = 0;
  #hasOpened = false;
  #hasEnded = false;
  #pingedAt: number | null = null;

  constructor(parts: DriverParts, session: PlannedSession, owner: SocketOwner) {
    this.#parts = parts;
    this.#session = session;
    this.#owner = owner;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Opens as soon as this process may have another connection. */
  open(): void {
    this.#parts.slots.take(this);
  }

  slotTaken(): void {
    this.#attempts++;
    const { url, options } = this.#parts.handshake(this.#session);
    const socket = new WebSocket(url, options);
    this.#socket = socket;
    let isStanding = false;
    let fault: string | undefined;
    socket.on("open", () => {
      isStanding = true;
      this.#onOpen();
    });
    socket.on("message", (text) => this.#owner.received(text.toString()));
    socket.on("pong", () => this.#onPong());
    socket.on("error", (error: NodeJS.ErrnoException) => {
      fault = error.code;
    });
    socket.on("close", () => this.#onClose(isStanding, fault));
  }

  /** Sends a text; to be called only while the connection is open. */
  send(text: string): void {
    this.#socket!.send(text);
  }

  /**
   * Sends a ping. If the last ping has had no pong for a whole heartbeat, the connection counts as lost and is cut
   * instead.
   */
  beat(): void {
    if (this.#pingedAt !== null) {
      this.#parts.counters.missedPongs++;
      return this.cut();
    }
    this.#pingedAt = this.#parts.context.now();
    this.#socket!.ping();
    this.#parts.heartbeats.set(this, this.#pingedAt, this.#session.config.heartbeat);
  }

  /** Closes for good, with code 1000. */
  end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#pause);
    this.#parts.slots.withdraw(this);
    if (this.#socket === null) return;
    this.#parts.closing.set(this, this.#parts.context.now(), closeTimeout);
    this.#socket.close(1000);
  }

  cut(): void {
    this.#socket?.terminate();
  }

  #onOpen(): void {
    const { counters, heartbeats, context } = this.#parts;
    counters.opened++;
    if (this.#hasOpened) counters.reconnects++;
    this.#hasOpened = true;
    this.#failures = 0;
    this.#pingedAt = null;
    heartbeats.set(this, context.now(), this.#session.config.heartbeat);
    this.#owner.opened();
  }

  #onPong(): void {
    if (this.#pingedAt === null) return;
    this.#parts.counters.pongs++;
    this.#parts.counters.pongMicros += this.#parts.context.now() - this.#pingedAt;
    this.#pingedAt = null;
  }

  #onClose(wasStanding: boolean, fault: string | undefined): void {
    this.#socket = null;
    this.#parts.heartbeats.clear(this, this.#session.config.heartbeat);
    this.#parts.closing.clear(this, closeTimeout);
    this.#parts.slots.release();
    if (this.#hasEnded) return;
    if (wasStanding) this.#parts.counters.lost++;
    else this.#parts.counters[isExhaustion(fault) ? "exhausted" : "refused"]++;
    this.#owner.lost();
    if (!this.#hasEnded) this.#tryAgain(!wasStanding);
  }

  #tryAgain(wasRefused: boolean): void {
    const { config, demand, session } = this.#session;
    const key = { seed: this.#parts.context.seed, demand, session, attempt: this.#attempts };
    const pause = reconnectPause(config.reconnect, ++this.#failures, key);
    if (pause === null) this.#owner.gaveUp(wasRefused);
    else this.#pause = setTimeout(() => this.open(), pause / 1_000);
  }
}
