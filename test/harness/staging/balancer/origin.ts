import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that an origin holds until the test answers it. */
export interface HeldRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly origin: string;
}

const servers = new Set<Server>();

/** Closes the origins that a test has opened. */
export function closeOrigins(): void {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers.clear();
}

/** Starts a server that passes each request to `held` and answers nothing by itself. */
export async function openOrigin(origin: string, held: (request: HeldRequest) => void): Promise<number> {
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    request.resume();
    held({ request, response, origin });
  });
  servers.add(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
