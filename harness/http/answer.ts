import type { AnswerHead } from "./autocannon.js";

/** What autocannon reads of an answer of its own queue: here it learns nothing, since nothing of it is reported. */
interface TerminatedRequest {
  readonly req: null;
  readonly headers: { readonly statusCode: number };
  readonly body: "";
  readonly bytes: 0;
  readonly duration: 0;
}

/** Of a body that is looked into, so many bytes are kept: 1 MiB. */
export const bodyKept = 2 ** 20;

/**
 * The answer that a connection is receiving, in place of autocannon's queue of pipelined requests. The body is kept only
 * where somebody will look at it, and no more of it than its first MiB.
 */
export class Answer {
  status = 0;
  isComplete = false;
  /** The server will answer on this connection again. */
  isKeptAlive = true;
  #headers: readonly string[] = [];
  #hasNoBody = false;
  #body: Buffer[] | null = null;
  #kept = 0;
  #isCut = false;

  /** Forgets the last answer and gets ready for the next. */
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

  /** The body went on beyond what was kept of it. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** By its method or status an answer has no body, whatever length its head announces. */
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
    const kept = Buffer.from(part.subarray(0, room)); // a copy: a part is a view of all that came at once
    this.#body.push(kept);
    this.#kept += kept.length;
  }

  /** Statuses below 200 only say that the real answer will come. */
  terminateRequest(): TerminatedRequest {
    this.isComplete = this.status >= 200;
    return { req: null, headers: { statusCode: this.status }, body: "", bytes: 0, duration: 0 };
  }

  insertRequest(): void {}

  addByteCount(): void {}

  clear(): void {}
}
