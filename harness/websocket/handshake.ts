import { type ClientOptions, WebSocket } from "ws";
import { networkAdvice } from "../environment-problem.js";
import { type DriverContext, TargetUnreachable } from "../generator/driver.js";
import type { PlannedSession } from "../plan/planned.js";
import { compileTemplate } from "../plan/template.js";
import { headers as ours } from "../protocol.js";

/** Time in which a target has to accept a connection, in milliseconds. */
const handshakeTimeoutMs = 10_000;
/** Longest message that is accepted, in bytes. A target that sends a longer one loses its connection. */
const messageMax = 16 * 2 ** 20;

/** What a session connects with. */
export interface Handshake {
  readonly url: string;
  readonly options: ClientOptions;
}

/** A client that connects: a planned session, or a probe in its place. */
export interface HandshakeSubject {
  readonly id: string;
  /** Number that chooses the feeder's row. */
  readonly number: number;
  readonly compression: boolean;
}

/** The handshake subject of a planned session. */
export function sessionSubject({ demand, session, config }: PlannedSession): HandshakeSubject {
  return { id: `${demand}-session-${session}`, number: session, compression: config.compression };
}

/** Compiles the handshakes of a demand: its template's path appended to the target's, and its headers. */
export function compileHandshake(
  context: Pick<DriverContext, "target" | "templates" | "tables" | "environment">,
  demand: string,
): (subject: HandshakeSubject) => Handshake {
  const fill = compileTemplate(context.templates.get(demand)!, context);
  const base = socketUrl(context.target);
  return ({ id, number, compression }) => {
    const { path, headers } = fill(id, number);
    return {
      url: `${base}/${path.replace(/^\//, "")}`,
      options: {
        headers: { ...headers, [ours.id]: id },
        perMessageDeflate: compression,
        handshakeTimeout: handshakeTimeoutMs,
        followRedirects: false,
        maxPayload: messageMax,
      },
    };
  };
}

function socketUrl(target: URL): string {
  const scheme = target.protocol === "https:" || target.protocol === "wss:" ? "wss:" : "ws:";
  return target.href.replace(target.protocol, scheme).replace(/\/$/, "");
}

/** Connects once and closes again. Rejects with TargetUnreachable, whose message says what to check. */
export async function probe(target: URL, handshake: Handshake): Promise<void> {
  try {
    await connectOnce(handshake);
  } catch (error) {
    const advice = error instanceof UpgradeRefused ? adviceOnStatus(error.status) : adviceOnError(error as Error);
    throw new TargetUnreachable(`${target.protocol}//${target.host}: ${advice}`);
  }
}

class UpgradeRefused extends Error {
  constructor(readonly status: number) {
    super(`the handshake was answered ${status}`);
  }
}

function connectOnce({ url, options }: Handshake): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, options);
    socket.on("unexpected-response", (_request, { statusCode }) => {
      reject(new UpgradeRefused(statusCode!));
      socket.terminate();
    });
    socket.on("error", reject);
    socket.on("open", () => {
      resolve();
      socket.close(1000);
    });
  });
}

function adviceOnStatus(status: number): string {
  return `the handshake was answered ${status}: ${remedyOf(status)}`;
}

function remedyOf(status: number): string {
  if (status === 401)
    return "it wants credentials; check the headers of the demand's http template and their variables";
  if (status === 403) return "access is denied; check the credentials, and whether this machine's address may connect";
  if (status === 404) return "nothing is served at this path; check http.path of the demand";
  if (status >= 300 && status < 400) return "redirects are not followed; name the final address as the target";
  if (status >= 500) return "no healthy task answers; check the service and its balancer";
  return "it does not speak WebSocket there; check the target's port and http.path of the demand";
}

function adviceOnError({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ECONNRESET") return "the connection was reset; check whether the port wants TLS (wss) or none (ws)";
  if (code === "ERR_INVALID_CHAR") return `${message}; check the variable or column that the header is filled from`;
  return networkAdvice(code) ?? `${message}; check the address, TLS certificate and port`;
}
