import type { IncomingMessage, ServerResponse } from "node:http";
import type { FailureCause } from "../../../sim/outcome/outcome.js";
import { headers, parseWork, writesMax } from "../../protocol.js";
import type { RequestPath } from "./request-path.js";
import { stagesOf } from "./stages.js";
import type { TaskOrder } from "./task-order.js";

/** The largest answer; what asks for more gets so much. */
const responseBytesMax = 2 ** 20;
const filler = Buffer.alloc(responseBytesMax, "fleetcast ");

/** Answers HTTP requests of one task: `/health`, and work in any other place. */
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
    const number = this.#path.submit({
      id,
      stages: stagesOf(work.length > 0 ? work : this.#order.work, 1),
      writes: id === "" ? 0 : Math.min(wholeNumber(asked(headers.writes)), writesMax),
      send: () => {},
      answer: (cause, isDegraded) => {
        response.setHeader(headers.id, id);
        if (cause === null) complete(response, wholeNumber(asked(headers.responseBytes)), isDegraded);
        else refuse(response, cause);
      },
    });
    if (asked(headers.cancel) === "1") response.once("close", () => this.#path.cancel(number));
  }
}

function complete(response: ServerResponse, bytes: number, isDegraded: boolean): void {
  const length = Math.min(bytes, responseBytesMax);
  if (isDegraded) response.setHeader(headers.degraded, "1");
  response.writeHead(200, { "content-type": "text/plain", "content-length": length });
  response.end(filler.subarray(0, length));
}

function refuse(response: ServerResponse, cause: FailureCause): void {
  response.writeHead(503, { [headers.cause]: cause, "content-length": 0 }).end();
}

function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
