import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { ClientMessage, ServerMessage } from "../../../harness/protocol.js";

/** A server of sessions on loopback, and what it saw. */
export interface SmallServer {
  readonly url: URL;
  readonly server: WebSocketServer;
  /** Established connections, the probe's included, each with the headers of its handshake. */
  readonly connections: { readonly socket: WebSocket; readonly headers: NodeJS.Dict<string | string[]> }[];
  /** Codes with which clients closed. */
  readonly closeCodes: number[];
  stop(): Promise<void>;
}

export interface SmallServerOptions {
  readonly onMessage?: (socket: WebSocket, message: ClientMessage) => void;
  readonly autoPong?: boolean;
  readonly perMessageDeflate?: boolean;
  readonly port?: number;
  /** Status with which handshakes are refused. */
  readonly refuseWith?: () => number | null;
}

export async function startServer(options: SmallServerOptions = {}): Promise<SmallServer> {
  const { onMessage = answer, autoPong = true, perMessageDeflate = false, port = 0, refuseWith } = options;
  const server = new WebSocketServer({ port, host: "127.0.0.1", autoPong, perMessageDeflate });
  const connections: SmallServer["connections"] = [];
  const closeCodes: number[] = [];
  const sockets = new Set<Duplex>();
  server.options.verifyClient = (_info, accept) => {
    const status = refuseWith?.() ?? null;
    accept(status === null, status ?? undefined);
  };
  server.on("connection", (socket, request) => {
    connections.push({ socket, headers: request.headers });
    sockets.add(request.socket);
    socket.on("message", (text) => onMessage(socket, JSON.parse(text.toString())));
    socket.on("close", (code) => closeCodes.push(code));
    socket.on("error", () => socket.terminate());
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url, server, connections, closeCodes, stop };
}

/** Answers at once, in as many parts as were asked for. */
export function answer(socket: WebSocket, { id, parts }: ClientMessage): void {
  for (let part = 0; part < parts; part++) say(socket, { id, part, last: part === parts - 1 });
}

export function say(socket: WebSocket, message: ServerMessage): void {
  socket.send(JSON.stringify(message));
}
