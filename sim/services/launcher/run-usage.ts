import { meterDownload, meterMinute } from "../../cost/metering.js";
import type { ServiceContext } from "../service-context.js";
import type { RunBook } from "./run-book.js";
import type { LauncherConfig } from "./shape.js";

/** Books what runs cause beside their tasks: what they install as they start; by the minute, logs and data through gateways. */
export class RunUsage {
  readonly #context: Pick<ServiceContext, "books" | "name">;
  readonly #installedBytes: number;
  readonly #book: Pick<RunBook, "attempts">;
  #before = 0;

  constructor(
    context: Pick<ServiceContext, "books" | "name">,
    { dependencies }: Pick<LauncherConfig, "dependencies">,
    book: Pick<RunBook, "attempts">,
  ) {
    this.#context = context;
    this.#installedBytes = dependencies.from === "start" ? dependencies.size : 0;
    this.#book = book;
  }

  /** A process begins. */
  begin(now: number): void {
    const { books, name } = this.#context;
    for (const book of books) meterDownload(book, name, now, this.#installedBytes);
  }

  /** Each attempt of a run counts as a request does in `infrastructure.perRequest`. */
  close(from: number, to: number, tasks: number): void {
    const { books, name: service } = this.#context;
    const requests = this.#book.attempts - this.#before;
    this.#before = this.#book.attempts;
    const ofClients = { requestBytes: 0, responseBytes: 0, newConnections: 0, activeConnections: 0, writes: 0 };
    for (const book of books) meterMinute(book, { service, balancer: null, from, to, requests, tasks, ...ofClients });
  }
}
