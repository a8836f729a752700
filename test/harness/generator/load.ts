import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { LoadOrder } from "../../../harness/generator/order.js";
import type { ReadScenario } from "../../../sim/scenario/index.js";
import { readGood } from "../../scenario/reader.js";

/** A process with a driver that tests can make misbehave; it runs the code that `npm run build` made. */
export const tinyProcess = new URL("./tiny-process.mjs", import.meta.url);

/** A scenario of a few seconds with one demand. */
export function shortScenario({ rate = 100, seconds = 1, warmup = "0s" } = {}): ReadScenario {
  return readGood(`
region: us-east-1
clock: { duration: ${seconds}s, warmup: 10s }
staging: { warmup: ${warmup} }
demand: [ { name: visits, to: web, curve: ${rate}/s, request: { steps: [ { cpu: 1ms } ] } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB } } }
`);
}

export function orderOf({ resolved, data }: ReadScenario, target: string, more: Partial<LoadOrder> = {}): LoadOrder {
  return {
    resolved,
    files: data.texts,
    targets: { web: target },
    addresses: new Map(),
    environment: {},
    processes: 1,
    share: { index: 1, of: 1 },
    connections: 100,
    acknowledged: null,
    ...more,
  };
}

/** A server on loopback that answers immediately and records the requests it gets. */
export async function smallTarget({ status = 200 } = {}) {
  const ids: string[] = [];
  const authorizations = new Set<string | undefined>();
  let [connections, open] = [0, 0];
  const server = createServer((request, response) => {
    ids.push(String(request.headers["x-fleetcast-id"]));
    authorizations.add(request.headers.authorization);
    request.resume().on("end", () => response.writeHead(status).end());
  });
  server.on("connection", (socket) => {
    connections++;
    open++;
    socket.on("close", () => open--);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    ids,
    authorizations,
    connections: () => connections,
    open: () => open,
  };
}
