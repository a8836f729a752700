import type { ClientOptions } from "ws";
import type { DriverContext } from "../generator/driver.js";
import type { PlannedSession } from "../plan/planned.js";
import { compileTemplate } from "../plan/template.js";
import { headers as ours } from "../protocol.js";

/** Milliseconds in which a target has to accept a connection. */
const handshakeTimeoutMs = 10_000;
/** The longest message that is taken in, in bytes: a target that sends a longer one loses its connection. */
const messageMax = 16 * 2 ** 20;

/** What a session connects with. */
export interface Handshake {
  readonly url: string;
  readonly options: ClientOptions;
}

/** Who connects: a planned session, or a probe in its place. */
export interface HandshakeSubject {
  readonly id: string;
  /** Chooses the feeder's row. */
  readonly number: number;
  readonly compression: boolean;
}

/** A planned session as one that connects. */
export function sessionSubject({ demand, session, config }: PlannedSession): HandshakeSubject {
  return { id: `${demand}-session-${session}`, number: session, compression: config.compression };
}

/** Compiles the handshakes of a demand: its template's path below the target, and its headers. */
export function compileHandshake(context: DriverContext, demand: string): (subject: HandshakeSubject) => Handshake {
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
