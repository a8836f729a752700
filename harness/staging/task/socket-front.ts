import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import { type ClientMessage, headers, parseWork, type ServerMessage, writesMax } from "../../protocol.js";
import type { RequestPath } from "./request-path.js";
import { stagesOf } from "./stages.js";
import type { TaskOrder } from "./task-order.js";

const goingAway = 1001;
const notUnderstood = 1007;
/** Longest message that is accepted, in bytes. */
const messageMax = 2 ** 20;

const clientMessage = z.object({
  id: z.string(),
  steps: z.string(),
  writes: z.int().min(0).max(writesMax),
  parts: z.int().min(1).max(10_000),
}) satisfies z.ZodType<ClientMessage>;

/** Answers the messages on a task's WebSocket connections, each as separate work; `ws` answers pings itself. */
export class SocketFront {
  readonly #order: TaskOrder;
  readonly #path: RequestPath;
  readonly #server: WebSocketServer;
  /** Number of messages in work, by connection. */
  readonly #open = new Map<WebSocket, number>();
  #isClosing = false;

  constructor(order: TaskOrder, path: RequestPath) {
    this.#order = order;
    this.#path = path;
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: order.sockets.compression,
      maxPayload: messageMax,
    });
  }

  get connections(): number {
    return this.#open.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { refuses } = this.#path;
    socket.on("error", () => socket.destroy()); // a client that resets its connection
    if (refuses === null)
      this.#server.handleUpgrade(request, socket, head, (opened) => this.#accept(opened, request.socket));
    else socket.end(`HTTP/1.1 503 Service Unavailable\r\n${headers.cause}: ${refuses}\r\nconnection: close\r\n\r\n`);
  }

  /** Closes each connection as soon as none of its messages is in work, so that its client goes to another task. */
  close(): void {
    this.#isClosing = true;
    for (const connection of this.#open.keys()) this.#closeIdle(connection);
  }

  #accept(connection: WebSocket, socket: Socket): void {
    this.#open.set(connection, 0);
    connection.on("close", () => this.#open.delete(connection));
    connection.on("error", () => connection.terminate());
    connection.on("message", (text) => this.#onMessage(connection, text.toString()));
    socket.setTimeout(this.#order.sockets.idleTimeout / 1_000, () => connection.close(goingAway, "idle"));
  }

  #onMessage(connection: WebSocket, text: string): void {
    const message = parseMessage(text);
    if (message === null) return connection.close(notUnderstood, "not a message of fleetcast's protocol");
    const { id, writes, parts } = message;
    const work = parseWork(message.steps);
    let part = 0;
    const say = (last: boolean, failure: Partial<ServerMessage> = {}) => {
      const reply: ServerMessage = { id, part: part++, last, ...failure };
      connection.send(JSON.stringify(reply));
    };
    this.#hold(connection, 1);
    this.#path.submit({
      id,
      stages: stagesOf(work.length > 0 ? work : this.#order.work, parts),
      writes,
      send: () => say(false),
      answer: (cause, isDegraded) => {
        if (cause === null) while (part < parts - 1) say(false);
        say(true, { ...(cause !== null && { cause }), ...(isDegraded && { degraded: true }) });
        this.#hold(connection, -1);
      },
    });
  }

  #hold(connection: WebSocket, messages: number): void {
    const open = this.#open.get(connection);
    if (open === undefined) return; // the connection was closed meanwhile, while the work continued
    this.#open.set(connection, open + messages);
    if (this.#isClosing) this.#closeIdle(connection);
  }

  #closeIdle(connection: WebSocket): void {
    if (this.#open.get(connection) === 0) connection.close(goingAway, "the task stops");
  }
}

/** Parses a message; null for any other text. */
function parseMessage(text: string): ClientMessage | null {
  try {
    return clientMessage.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
