import { randomUUID } from "node:crypto";
import type { Server, ServerResponse } from "node:http";
import { createLocalServer, type LocalRequest } from "../local-server.js";
import type { FleetStatus } from "../status.js";
import { ControlledCluster, type ControlledFleet } from "./cluster.js";
import { EcsError, throttled } from "./ecs-error.js";
import { operations } from "./operations/index.js";

const targetPrefix = "AmazonEC2ContainerServiceV20141113.";
/** Path at which the fleet reports its status; it is not one of ECS's. */
export const statusPath = "/fleetcast/status";

export interface ControlOptions {
  readonly fleet: ControlledFleet;
  readonly status: () => FleetStatus;
  /** Tells whether a call is refused as throttled; when left out, none is. */
  readonly throttles?: ((operation: string) => boolean) | undefined;
}

/** The answer to a request: a status and a JSON body. */
interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * The control endpoint: ECS's JSON 1.1 over HTTP for the fleet's only cluster. It is open to all programs on this
 * machine.
 */
export function createControlServer({ fleet, status, throttles = () => false }: ControlOptions): Server {
  const cluster = new ControlledCluster(fleet);
  return createLocalServer((request, response) => {
    if (request.method === "GET" && request.url === statusPath) return send(response, { status: 200, body: status() });
    send(response, answerTo(request, cluster, throttles));
  });
}

function answerTo(
  { headers, body }: LocalRequest,
  cluster: ControlledCluster,
  throttles: (operation: string) => boolean,
): Answer {
  try {
    const name = String(headers["x-amz-target"] ?? "");
    const operation = operations.find((each) => targetPrefix + each.name === name);
    if (operation === undefined) throw new EcsError("UnknownOperationException", `Unknown operation: ${name}`);
    if (throttles(operation.name)) throw throttled();
    return { status: 200, body: operation.answer(parse(body.toString("utf8")), cluster) };
  } catch (error) {
    return failure(error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text === "" ? "{}" : text);
  } catch {
    throw new EcsError("SerializationException", "The request is no JSON.");
  }
}

/**
 * Turns an error into an answer. An error that is not the caller's is a bug of ours, and is answered as ECS answers its
 * own.
 */
function failure(error: unknown): Answer {
  if (error instanceof EcsError) return { status: 400, body: { __type: error.type, message: error.message } };
  process.stderr.write(`control endpoint: ${error instanceof Error ? error.stack : error}\n`);
  return { status: 500, body: { __type: "ServerException", message: "The local fleet failed to answer." } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() });
  response.end(JSON.stringify(body));
}
