import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { hostOf, isLoopback } from "../guard/host.js";

/** Longest body that is kept, in bytes, and longest that is read to its end, so that the sender gets an answer. */
const bodyMax = 2 ** 20;
const discardedMax = 16 * bodyMax;

/** A request that has been received completely. */
export interface LocalRequest extends Pick<IncomingMessage, "method" | "url" | "headers"> {
  readonly body: Buffer;
}

/**
 * A server for programs on this machine, not for web pages: it refuses requests that name another host (DNS rebinding)
 * or come from another origin (cross-site posts). `answer` is called only with complete requests.
 */
export function createLocalServer(answer: (request: LocalRequest, response: ServerResponse) => void): Server {
  return createServer(async (request, response) => {
    const stranger = strangerProblem(request.headers);
    if (stranger !== null) return refuse(response, 403, "AccessDeniedException", stranger);
    const body = await bodyOf(request);
    if (body === "gone") return;
    if (body === "too long") return refuse(response, 413, "SerializationException", `more than ${bodyMax} bytes came`);
    const { method, url, headers } = request;
    try {
      answer({ method, url, headers, body }, response);
    } catch (error) {
      process.stderr.write(`local server: ${error instanceof Error ? error.stack : error}\n`);
      if (response.headersSent) response.destroy();
      else refuse(response, 500, "ServerException", "The local fleet failed to answer.");
    }
  });
}

/** Why a request does not come from a program on this machine; null when it does. */
export function strangerProblem({ host = "", origin }: IncomingMessage["headers"]): string | null {
  const url = `http://${host}/`;
  if (!URL.canParse(url) || !isLoopback(hostOf(new URL(url)))) return "the Host header names another host";
  return origin === undefined || origin === `http://${host}` ? null : "the Origin header names another origin";
}

function bodyOf(request: IncomingMessage): Promise<Buffer | "too long" | "gone"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= bodyMax) chunks.push(chunk);
      else chunks.length = 0;
      if (length > discardedMax) resolve("too long");
    });
    request.on("end", () => resolve(length > bodyMax ? "too long" : Buffer.concat(chunks)));
    request.on("error", () => resolve("gone"));
    request.on("close", () => resolve("gone"));
  });
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", connection: "close" });
  response.end(JSON.stringify({ __type: type, message }));
}
