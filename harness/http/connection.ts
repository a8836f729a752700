import { TLSSocket } from "node:tls";
import { Answer } from "./answer.js";
import type { AutocannonClient, WireRequest } from "./autocannon.js";

/** A dial that takes longer counts as failed; the system itself would try for minutes. */
const dialLimitMs = 10_000;

/**
 * How a connection was lost: it was never established, closed while idle, cut during a request, or sent something other
 * than HTTP.
 */
export type Loss = "refused" | "idle" | "reset" | "garbled";

/** Receives the events of a connection. */
export interface ConnectionOwner {
  /** The connection is established and free. */
  opened(connection: Connection): void;
  /** `connection.answer` is complete. The connection is free again, unless it is down. */
  answered(connection: Connection): void;
  /** The connection is down; `code` is the system's error code, if there is one. */
  lost(connection: Connection, loss: Loss, code: string | null): void;
}

/**
 * The gate: one connection of autocannon that dials and sends only when told to. Autocannon itself would send again
 * after each answer and dial again after each failure, 15,000 times a second when nobody listens.
 */
export class Connection {
  readonly answer = new Answer();
  #state: "new" | "dialing" | "free" | "busy" | "down" = "new";
  readonly #client: AutocannonClient;
  readonly #owner: ConnectionOwner;
  readonly #sendNow: () => void;
  readonly #dialNow: () => void;
  #code: string | null = null;

  /** Takes over a client that has not dialled yet. */
  constructor(client: AutocannonClient, owner: ConnectionOwner) {
    this.#client = client;
    this.#owner = owner;
    this.#sendNow = client._doRequest.bind(client);
    this.#dialNow = client._connect.bind(client);
    client._doRequest = () => {};
    client._connect = () => this.#onConnect();
    const hangUp = client._destroyConnection.bind(client);
    client._destroyConnection = () => {
      if (client.conn !== undefined) hangUp();
    };
    client.pipelinedRequests = this.answer;
    client.on("connError", (error: NodeJS.ErrnoException) => {
      this.#code = error.code ?? error.message;
    });
    client.on("response", () => this.#onAnswer());
  }

  get isDown(): boolean {
    return this.#state === "down";
  }

  dial(): void {
    this.#state = "dialing";
    this.#code = null;
    this.#client.parser.reinitialize("RESPONSE");
    this.#dialNow();
    const conn = this.#client.conn!;
    conn.setNoDelay(true);
    conn.setTimeout(dialLimitMs, () => conn.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
    conn.once(conn instanceof TLSSocket ? "secureConnect" : "connect", () => this.#onOpen());
  }

  /** Sends a request on a free connection, before it returns. */
  send(request: WireRequest, keepsBody: boolean): void {
    this.#state = "busy";
    this.answer.expect({ method: request.method, keepsBody });
    this.#client.setRequests([request]);
    this.#sendNow();
  }

  /** Disconnects without telling the owner. */
  hangUp(): void {
    this.#state = "down";
    this.#client._destroyConnection();
  }

  /** Ends the connection for good. */
  close(): void {
    this.#state = "down";
    this.#client.destroy();
  }

  /** Autocannon wants to dial: either its client has just been constructed, or the connection failed or ended. */
  #onConnect(): void {
    if (this.#state === "new") this.#complete();
    else if (this.#state !== "down") this.#onEnd();
  }

  #complete(): void {
    this.#state = "down";
    const { parser } = this.#client;
    const callback = parser.constructor.kOnHeadersComplete!;
    const complete = parser[callback];
    parser[callback] = (head) => {
      complete(head);
      return this.answer.hasNoBody;
    };
    const execute = parser.execute.bind(parser);
    parser.execute = (chunk) => {
      const read = execute(chunk);
      if (read instanceof Error && !this.isDown) this.#lose(this.#state === "busy" ? "garbled" : "idle");
      return read;
    };
  }

  #onOpen(): void {
    const conn = this.#client.conn!;
    if (conn instanceof TLSSocket && !conn.authorized) {
      this.#code = String(conn.authorizationError);
      return this.#lose("refused");
    }
    conn.setTimeout(0);
    this.#state = "free";
    this.#owner.opened(this);
  }

  /** Ignores an answer that nobody asked for: servers send one (408) before they close an idle connection. */
  #onAnswer(): void {
    if (this.#state !== "busy" || !this.answer.isComplete) return;
    this.#state = "free";
    if (!this.answer.isKeptAlive) this.hangUp();
    this.#owner.answered(this);
  }

  #onEnd(): void {
    if (this.#state === "dialing") this.#lose("refused");
    else if (this.#state === "free") this.#lose("idle");
    else if (!this.#endsAnswer()) this.#lose("reset");
  }

  /** A body without a length ends when the connection does. */
  #endsAnswer(): boolean {
    const { answer } = this;
    if (this.#code === null) this.#client.parser.finish();
    return answer.isComplete;
  }

  #lose(loss: Loss): void {
    this.hangUp();
    this.#owner.lost(this, loss, this.#code);
  }
}
