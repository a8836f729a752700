import { once } from "node:events";
import { WebSocket } from "ws";
import type { ClientMessage, ServerMessage } from "../../../../harness/protocol.js";

/** A part of a reply and when it came, in milliseconds. */
export interface Heard extends ServerMessage {
  readonly at: number;
}

/** A WebSocket client that records everything it receives. */
export interface Conversation {
  /** Sends all messages at once. */
  say(...messages: readonly (Partial<ClientMessage> & { readonly id: string; readonly steps: string })[]): void;
  /** Resolves to the last part of a message's reply. */
  end(id: string): Promise<Heard>;
  /** Resolves to the given part of a message's reply. */
  part(id: string, part: number): Promise<Heard>;
  readonly heard: readonly Heard[];
  readonly socket: WebSocket;
  /** Resolves to the code with which the connection is closed. */
  readonly closed: Promise<number>;
}

/** Opens a connection to a task or a balancer. */
export async function converse(url: string): Promise<Conversation> {
  const socket = new WebSocket(url.replace("http:", "ws:"), { perMessageDeflate: false });
  const heard: Heard[] = [];
  const listeners = new Set<() => void>();
  socket.on("message", (text) => {
    heard.push({ ...(JSON.parse(text.toString()) as ServerMessage), at: performance.now() });
    for (const listener of listeners) listener();
  });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await once(socket, "open");
  const find = (isWanted: (message: Heard) => boolean) =>
    new Promise<Heard>((resolve) => {
      const look = () => {
        const found = heard.find(isWanted);
        if (found === undefined) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      look();
    });
  return {
    socket,
    heard,
    closed,
    say: (...messages) => {
      for (const message of messages) socket.send(JSON.stringify({ writes: 0, parts: 1, ...message }));
    },
    end: (id) => find((message) => message.id === id && message.last),
    part: (id, part) => find((message) => message.id === id && message.part === part),
  };
}
