import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentProblem } from "../environment-problem.js";

const loopback = "127.0.0.1";
const viewersMax = 100;
/** A viewer that is this many bytes behind is disconnected; its browser reconnects by itself. */
const behindMax = 4_000_000;
/** Time in which an open page has to fetch the report of the run. */
const farewellMs = 5_000;

const ending = "event: end\ndata: report\n\n";
const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;
const kinds = { page: "text/html; charset=utf-8", text: "text/plain; charset=utf-8" } as const;

/**
 * Serves a page to browsers on this machine and sends it the state of the run as server-sent events. However many
 * viewers there are and however slow, the run only has to produce one text a second.
 */
export class PageServer {
  readonly #server: Server;
  readonly #page: string;
  readonly #viewers = new Set<ServerResponse>();
  #port = 0;
  #latest: string | null = null;
  #report: string | null = null;
  #onFetched: () => unknown = () => {};

  /** Opens the server; port 0 chooses a free one. */
  static async open(port: number, page: string): Promise<PageServer> {
    const opened = new PageServer(page);
    const server = opened.#server.listen(port, loopback);
    try {
      await once(server, "listening");
    } catch (error) {
      throw new EnvironmentProblem(`the live page cannot listen at ${loopback}:${port}: ${(error as Error).message}`);
    }
    opened.#port = (server.address() as AddressInfo).port;
    return opened;
  }

  private constructor(page: string) {
    this.#page = page;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  get url(): string {
    return `http://${loopback}:${this.#port}`;
  }

  /** Number of open pages. */
  get viewers(): number {
    return this.#viewers.size;
  }

  /** Sends the state, one line of text, to every page, including those opened later. */
  tell(state: string): void {
    this.#latest = `event: state\ndata: ${state}\n\n`;
    for (const viewer of this.#viewers) this.#send(viewer, this.#latest);
  }

  /** Replaces every open page by the report. The server closes when they have fetched it, or after a few seconds. */
  async end(report: string): Promise<void> {
    this.#report = report;
    let awaited = this.#viewers.size;
    const all = new Promise<void>((resolve) => {
      this.#onFetched = () => --awaited === 0 && resolve();
    });
    for (const viewer of this.#viewers) viewer.end(ending);
    if (awaited > 0) {
      const patience = new AbortController();
      await Promise.race([all, sleep(farewellMs, undefined, { signal: patience.signal }).catch(() => {})]);
      patience.abort();
    }
    this.close();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #send(viewer: ServerResponse, event: string): void {
    if (viewer.writableLength > behindMax) viewer.destroy();
    else viewer.write(event);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    // Refuses foreign host names that resolve to this machine, so that DNS rebinding reads nothing.
    const { port } = this.#server.address() as AddressInfo;
    if (![`${loopback}:${port}`, `localhost:${port}`].includes(request.headers.host ?? ""))
      return refused(response, 403);
    if (request.method !== "GET") return refused(response, 405);
    switch (new URL(request.url ?? "/", this.url).pathname) {
      case "/":
        return answer(response, this.#report ?? this.#page);
      case "/events":
        return this.#follow(response);
      case "/report":
        return this.#become(response);
      default:
        return refused(response, 404);
    }
  }

  #follow(response: ServerResponse): void {
    if (this.#viewers.size >= viewersMax) return refused(response, 503);
    response.writeHead(200, { ...headers, "content-type": "text/event-stream" });
    response.write("retry: 1000\n\n");
    if (this.#latest !== null) response.write(this.#latest);
    if (this.#report !== null) return void response.end(ending);
    this.#viewers.add(response);
    response.on("close", () => this.#viewers.delete(response));
    response.on("error", () => this.#viewers.delete(response));
  }

  #become(response: ServerResponse): void {
    if (this.#report === null) return refused(response, 404);
    response.on("finish", () => this.#onFetched());
    answer(response, this.#report);
  }
}

function answer(response: ServerResponse, page: string): void {
  response.writeHead(200, { ...headers, "content-type": kinds.page }).end(page);
}

function refused(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...headers, "content-type": kinds.text, connection: "close" }).end(`${status}\n`);
}
