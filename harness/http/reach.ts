import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { networkAdvice } from "../environment-problem.js";
import { TargetUnreachable } from "../generator/driver.js";

const limitMs = 10_000;
/** Error codes that occur when server and client disagree on whether to use TLS. */
const cutCodes = new Set(["ECONNRESET", "EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER"]);

/**
 * Connects once and disconnects. Rejects with TargetUnreachable, whose message says what to check. With TLS, the
 * certificate is verified, which autocannon does not do.
 */
export async function reach(target: URL): Promise<void> {
  const socket = dial(target);
  try {
    await connected(socket, target.protocol === "https:" ? "secureConnect" : "connect");
  } catch (error) {
    throw new TargetUnreachable(`${target.origin}: ${advice(error as NodeJS.ErrnoException)}`);
  } finally {
    socket.destroy();
  }
}

function dial({ hostname, port, protocol }: URL): Socket | TLSSocket {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (protocol !== "https:") return connect({ host, port: Number(port) || 80 });
  const name = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port: Number(port) || 443, rejectUnauthorized: true, ...name });
}

function connected(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(limitMs, () => reject(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
    socket.on("error", reject);
    socket.once(event, () => resolve());
  });
}

function advice({ code, message }: NodeJS.ErrnoException): string {
  const isCut = code !== undefined && cutCodes.has(code);
  if (isCut) return "the connection was cut; check whether the port wants TLS (https) or none (http)";
  return networkAdvice(code) ?? `${message}; ${certificateAdvice(code)}`;
}

function certificateAdvice(code: string | undefined): string {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "name the target by a host that its certificate is for";
  if (code === "CERT_HAS_EXPIRED") return "its certificate has expired: renew it";
  return "check its certificate; one of an authority of your own is trusted with NODE_EXTRA_CA_CERTS=authority.pem";
}
