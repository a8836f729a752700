import type { AnswerHead } from "./autocannon.js";

/**
 * The result that autocannon expects from its own queue of answers. It is left empty, since autocannon's reports are
 * not used.
 */
interface TerminatedRequest {
  readonly req: null;
  readonly headers: { readonly statusCode: number };
  readonly body: "";
  readonly bytes: 0;
  readonly duration: 0;
}

/** Number of bytes kept of a body that will be examined: 1 MiB. */
export const bodyKept = 2 ** 20;

/**
 * The answer that a connection is receiving. It takes the place of autocannon's queue of pipelined requests. The body
 * is kept only when it will be examined, and only its first MiB.
 */
export class Answer {
  status = 0;
  isComplete = false;
  /** Whether the server will accept another request on this connection. */
  isKeptAlive = true;
  #headers: readonly string[] = [];
  #hasNoBody = false;
  #body: Buffer[] | null = null;
  #kept = 0;
  #isCut = false;

  /** Clears the last answer and prepares for the next. */
  expect({ method, keepsBody }: { readonly method: string; readonly keepsBody: boolean }): void {
    this.status = 0;
    this.isComplete = false;
    this.#headers = [];
    this.#hasNoBody = method === "HEAD";
    this.#body = keepsBody ? [] : null;
    this.#kept = 0;
    this.#isCut = false;
  }

  /** The value of a header, by its name in lower case. */
  header(name: string): string | null {
    const headers = this.#headers;
    for (let i = 0; i < headers.length; i += 2) if (headers[i].toLowerCase() === name) return headers[i + 1];
    return null;
  }

  get body(): string {
    return this.#body === null ? "" : Buffer.concat(this.#body).toString();
  }

  /** Whether the body was longer than what was kept of it. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Whether the answer has no body because of its method or status, whatever length its head announces. */
  get hasNoBody(): boolean {
    return this.#hasNoBody || this.status === 304;
  }

  setHeaders({ statusCode, headers, shouldKeepAlive }: AnswerHead): void {
    this.status = statusCode;
    this.isKeptAlive = shouldKeepAlive;
    this.#headers = headers;
  }

  addBody(part: Buffer): void {
    if (this.#body === null) return;
    const room = bodyKept - this.#kept;
    if (part.length > room) this.#isCut = true;
    if (room === 0) return;
    const kept = Buffer.from(part.subarray(0, room)); // a copy, since a part is a view of a whole received chunk
    this.#body.push(kept);
    this.#kept += kept.length;
  }

  /** Called at the end of each answer. Statuses below 200 only announce that the real answer will follow. */
  terminateRequest(): TerminatedRequest {
    this.isComplete = this.status >= 200;
    return { req: null, headers: { statusCode: this.status }, body: "", bytes: 0, duration: 0 };
  }

  insertRequest(): void {}

  addByteCount(): void {}

  clear(): void {}
}
