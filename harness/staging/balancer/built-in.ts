import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createProxyServer } from "http-proxy-3";
import type { FailureCause } from "../../../sim/facts/aspects/requests.js";
import { headers } from "../../protocol.js";
import type { Balancer, BalancerMetrics, BalancerOrder } from "./balancer-process.js";
import type { Exchange, Targets } from "./targets.js";

/** Largest number of connections that may wait to be accepted, so that a storm of reconnects reaches the tasks. */
const backlog = 4_096;

/** An answer that the balancer itself gives, as an ALB does. */
interface OwnAnswer {
  readonly status: 502 | 503 | 504;
  readonly reason: string;
  readonly cause: FailureCause;
}

const noTarget: OwnAnswer = { status: 503, reason: "Service Unavailable", cause: "noCapacity" };
const tooLate: OwnAnswer = { status: 504, reason: "Gateway Timeout", cause: "timeout" };

/** A balancer in Node: http-proxy-3 forwards the bytes, and an algorithm of the simulator chooses the target. */
export class BuiltInBalancer implements Balancer {
  readonly #targets: Targets;
  readonly #idleTimeoutMs: number;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 1_024 });
  readonly #proxy = createProxyServer({ agent: this.#agent });
  readonly #upgraded = new WeakSet<Duplex>();
  #attempts = 0;

  constructor({ idleTimeout }: BalancerOrder, targets: Targets) {
    this.#targets = targets;
    this.#idleTimeoutMs = idleTimeout / 1_000;
    this.#server = createServer({ keepAliveTimeout: 3_600_000, requestTimeout: 0 });
    this.#server.on("request", (request, response) => this.#forward(request, response));
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    this.#proxy.on("error", () => {}); // failures of sockets are handled by each exchange's own listener
    this.#proxy.on("proxyRes", (answer, _request, response) => {
      delete answer.headers.connection; // it concerns only the connection between balancer and task
      answer.on("error", () => response.destroy()); // the task died while it was answering
    });
    this.#proxy.on("proxyReqWs", (asking, _request, socket) => {
      asking.once("upgrade", () => {
        this.#upgraded.add(socket);
        socket.setTimeout(this.#idleTimeoutMs, () => socket.destroy());
      });
    });
  }

  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      const listening = () => resolve((this.#server.address() as AddressInfo).port);
      this.#server.listen({ port, host: "127.0.0.1", backlog }, listening);
    });
  }

  register(task: string, port: number): void {
    this.#targets.register(task, port);
  }

  deregister(task: string): void {
    this.#targets.deregister(task);
  }

  cut(task: string): void {
    this.#targets.cut(task);
  }

  stopping(task: string, cause: FailureCause): void {
    this.#targets.stopping(task, cause);
  }

  async metrics(): Promise<BalancerMetrics> {
    return { kind: "metrics", attempts: this.#attempts, targets: this.#targets.metrics };
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    this.#attempts++;
    const exchange = this.#targets.take(() => response.destroy());
    if (exchange === null) return answer(response, noTarget);
    const startedAt = performance.now();
    response.once("close", () => this.#targets.release(exchange));
    const options = { target: exchange.target.url, proxyTimeout: this.#idleTimeoutMs };
    orRefused(response, () =>
      this.#proxy.web(request, response, options, () => {
        const isLate = performance.now() - startedAt >= this.#idleTimeoutMs;
        answer(response, isLate ? tooLate : died(exchange));
      }),
    );
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#attempts++;
    socket.on("error", () => socket.destroy()); // a client that resets its connection
    const exchange = this.#targets.take(() => socket.destroy());
    if (exchange === null) return answerSocket(socket, noTarget);
    socket.once("close", () => this.#targets.release(exchange));
    orRefused(socket, () =>
      this.#proxy.ws(request, socket, head, { target: exchange.target.url }, () => {
        if (!this.#upgraded.has(socket)) answerSocket(socket, died(exchange));
      }),
    );
  }
}

/** Closes the connection if the proxy cannot interpret the request, such as one for `http://[`. */
function orRefused(client: { destroy(): void }, forward: () => void): void {
  try {
    forward();
  } catch {
    client.destroy();
  }
}

function died({ target }: Exchange): OwnAnswer {
  return { status: 502, reason: "Bad Gateway", cause: target.cause };
}

/** Answers instead of a task. An answer that has already begun can only be cut. */
function answer(response: ServerResponse, { status, cause }: OwnAnswer): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { [headers.cause]: cause, "content-length": 0 }).end();
}

function answerSocket(socket: Duplex, { status, reason, cause }: OwnAnswer): void {
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${headers.cause}: ${cause}\r\nconnection: close\r\n\r\n`);
}
