import type { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import type { Socket } from "node:net";
import autocannon from "autocannon";

/** The one version whose private members we know. */
export const knownVersion = "9.0.0";

/** A request as autocannon's own builder takes it. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The head of an answer, as http-parser-js tells it. */
export interface AnswerHead {
  readonly statusCode: number;
  /** Names and values by turns. */
  readonly headers: readonly string[];
  readonly shouldKeepAlive: boolean;
}

/** The parser of one connection's answers. Its callbacks go by numbers, which its constructor names. */
export interface AnswerParser {
  execute(chunk: Buffer): number | Error;
  finish(): undefined | Error;
  reinitialize(type: "RESPONSE"): void;
  readonly constructor: { readonly kOnHeadersComplete?: number };
  [callback: number]: (head: AnswerHead) => unknown;
}

/** One connection of autocannon with the private members that the gate takes over, from lib/httpClient.js. */
export interface AutocannonClient extends EventEmitter {
  /** The socket of the moment; none before the first dial. */
  readonly conn: Socket | undefined;
  readonly parser: AnswerParser;
  /** Where autocannon collects answers. */
  pipelinedRequests: unknown;
  setRequests(requests: readonly WireRequest[]): void;
  destroy(): void;
  /** Sends the current request; called by autocannon whenever it may. */
  _doRequest: () => void;
  /** Dials; called by autocannon at the end of the constructor, and whenever the connection has failed or ended. */
  _connect: () => void;
  _destroyConnection: () => void;
}

/** How autocannon is called: with options, and told when all its connections are gone. */
export type Transport = (options: autocannon.Options, done: (error: Error | null) => void) => unknown;

/** autocannon itself. */
export const transport: Transport = autocannon;

/** The version that is installed. */
export function installedVersion(): string {
  return (createRequire(import.meta.url)("autocannon/package.json") as { readonly version: string }).version;
}

/** The private members that a client lacks; none where it is the version that we know. */
export function missingMembers(client: AutocannonClient): readonly string[] {
  const functions = ["_doRequest", "_connect", "_destroyConnection", "setRequests"] as const;
  const missing: string[] = functions.filter((name) => typeof client[name] !== "function");
  if (typeof client.pipelinedRequests !== "object") missing.push("pipelinedRequests");
  if (typeof client.parser?.constructor.kOnHeadersComplete !== "number") missing.push("parser");
  return missing;
}

/** Longer than any run, and as long as a timer can be: autocannon's own idle timeout and duration, in seconds. */
const forever = 2_000_000;
/** How soon autocannon notices that all its connections are gone. */
const noticeMs = 50;

/** What autocannon is wanted for: connections to one target, each handed to `setUp` before it dials. */
export interface ClientsWanted {
  readonly target: URL;
  readonly connections: number;
  readonly setUp: (client: AutocannonClient) => void;
}

/** Starts autocannon as a mere transport; what it returns resolves when all its connections have been destroyed. */
export function startClients({ target, connections, setUp }: ClientsWanted, run = transport): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = {
      url: target.href,
      connections,
      duration: forever,
      timeout: forever,
      sampleInt: noticeMs,
      setupClient: (client: autocannon.Client) => setUp(client as unknown as AutocannonClient),
    };
    run(options, (error) => (error === null ? resolve() : reject(error)));
  });
}
