import type { IncomingMessage, ServerResponse } from "node:http";
import type { FailureCause } from "../../../sim/facts/aspects/requests.js";

import { headers, parseWork, writesMax } from "../../protocol.js";
import type { RequestPath } from "./request-path.js";
import { stagesOf } from "./stages.js";
import type { TaskOrder } from "./task-order.js";

/** Size of the largest answer in bytes; a request that asks for more gets this much. */
const responseBytesMax = 2 ** 20;
const filler = Buffer.alloc(responseBytesMax, "fleetcast ");

/** Answers a task's HTTP requests: `/health`, and work at every other path. */
export class HttpFront {
  readonly #order: TaskOrder;
  readonly #path: RequestPath;

  constructor(order: TaskOrder, path: RequestPath) {
    this.#order = order;
    this.#path = path;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    response.setHeader(headers.task, this.#order.task);
    if (request.url === "/health") response.writeHead(this.#path.refuses === null ? 200 : 503).end();
    else this.#work(request, response);
  }

  #work(request: IncomingMessage, response: ServerResponse): void {
    const asked = (name: string) => request.headers[name]?.toString();
    const id = asked(headers.id) ?? "";
    const work = parseWork(asked(headers.steps) ?? "");
    const expected = { status: statusOf(asked(headers.status)), body: textOf(asked(headers.body)) };
    const number = this.#path.submit({
      id,
      stages: stagesOf(work.length > 0 ? work : this.#order.work, 1),
      writes: id === "" ? 0 : Math.min(wholeNumber(asked(headers.writes)), writesMax),
      send: () => {},
      answer: (cause, isDegraded) => {
        response.setHeader(headers.id, id);
        if (isDegraded) response.setHeader(headers.degraded, "1");
        if (cause === null) complete(response, wholeNumber(asked(headers.responseBytes)), expected);
        else refuse(response, cause);
      },
    });
    if (asked(headers.cancel) === "1") response.once("close", () => this.#path.cancel(number));
  }
}

/** The answer that the client expects. */
interface Expected {
  readonly status: number;
  readonly body: Buffer;
}

const withoutBody = [204, 205, 304];

function complete(response: ServerResponse, bytes: number, { status, body }: Expected): void {
  if (withoutBody.includes(status)) return void response.writeHead(status).end();
  const length = Math.min(Math.max(bytes, body.length), responseBytesMax);
  response.writeHead(status, { "content-type": "text/plain", "content-length": length });
  response.end(body.length === 0 ? filler.subarray(0, length) : Buffer.concat([body, filler], length));
}

/** The requested status, if it can be the status of a final answer; 1xx cannot. */
function statusOf(asked: string | undefined): number {
  return asked !== undefined && /^[2-5]\d\d$/.test(asked) ? Number(asked) : 200;
}

function textOf(encoded: string | undefined): Buffer {
  try {
    return Buffer.from(decodeURIComponent(encoded ?? ""));
  } catch {
    return Buffer.alloc(0); // a header of some other program
  }
}

function refuse(response: ServerResponse, cause: FailureCause): void {
  response.writeHead(503, { [headers.cause]: cause, "content-length": 0 }).end();
}

function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
