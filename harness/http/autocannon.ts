import type { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import type { Socket } from "node:net";
import autocannon from "autocannon";

/** The only version whose private members this code knows. */
export const knownVersion = "9.0.0";

/** A request in the form that autocannon's request builder takes. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The head of an answer, as http-parser-js reports it. */
export interface AnswerHead {
  readonly statusCode: number;
  /** Names and values, alternating. */
  readonly headers: readonly string[];
  readonly shouldKeepAlive: boolean;
}

/** The parser of one connection's answers. Its callbacks are indexed by numbers that its constructor holds. */
export interface AnswerParser {
  execute(chunk: Buffer): number | Error;
  finish(): undefined | Error;
  reinitialize(type: "RESPONSE"): void;
  readonly constructor: { readonly kOnHeadersComplete?: number };
  [callback: number]: (head: AnswerHead) => unknown;
}

/** One connection of autocannon, with the private members from lib/httpClient.js that the gate replaces. */
export interface AutocannonClient extends EventEmitter {
  /** The current socket; undefined before the first dial. */
  readonly conn: Socket | undefined;
  readonly parser: AnswerParser;
  /** Where autocannon collects answers. */
  pipelinedRequests: unknown;
  setRequests(requests: readonly WireRequest[]): void;
  destroy(): void;
  /** Sends the current request. Autocannon calls it whenever it could send. */
  _doRequest: () => void;
  /** Dials. Autocannon calls it at the end of the constructor, and whenever the connection has failed or ended. */
  _connect: () => void;
  _destroyConnection: () => void;
}

/** The signature of autocannon: it takes options, and calls back when all its connections are gone. */
export type Transport = (options: autocannon.Options, done: (error: Error | null) => void) => unknown;

/** Autocannon itself. */
export const transport: Transport = autocannon;

/** The installed version of autocannon. */
export function installedVersion(): string {
  return (createRequire(import.meta.url)("autocannon/package.json") as { readonly version: string }).version;
}

/** The private members that a client lacks; none in the version that this code knows. */
export function missingMembers(client: AutocannonClient): readonly string[] {
  const functions = ["_doRequest", "_connect", "_destroyConnection", "setRequests"] as const;
  const missing: string[] = functions.filter((name) => typeof client[name] !== "function");
  if (typeof client.pipelinedRequests !== "object") missing.push("pipelinedRequests");
  if (typeof client.parser?.constructor.kOnHeadersComplete !== "number") missing.push("parser");
  return missing;
}

/** Autocannon's own idle timeout and duration, in seconds: longer than any run, and as long as a timer can be. */
const forever = 2_000_000;
/** Interval at which autocannon checks whether all its connections are gone. */
const noticeMs = 50;

/** The connections to open to one target; each is handed to `setUp` before it dials. */
export interface ClientsWanted {
  readonly target: URL;
  readonly connections: number;
  readonly setUp: (client: AutocannonClient) => void;
}

/** Starts autocannon as a mere transport. The promise resolves when all its connections have been destroyed. */
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
