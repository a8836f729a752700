import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentProblem } from "../environment-problem.js";
import { installedVersion, knownVersion, missingMembers, startClients, transport } from "./autocannon.js";
import { Connection } from "./connection.js";

/** Long enough for a request that nobody released to arrive over loopback. */
const quietMs = 20;
const limitMs = 5_000;

/**
 * Proves with a server of its own that the gate works: nothing is sent until it is released, and then exactly once. The
 * gate relies on private members of autocannon, which other versions may lack.
 */
export async function testGate(run = transport, version = installedVersion()): Promise<void> {
  if (version !== knownVersion) throw broken(`version ${version} is installed, and ${knownVersion} is the one we know`);
  const came: string[] = [];
  const server = createServer((request, response) => {
    came.push(request.url!);
    response.end();
  });
  try {
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    await letOnePass(new URL(`http://127.0.0.1:${port}`), came, run);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function letOnePass(target: URL, came: readonly string[], run: typeof transport): Promise<void> {
  const { events, connections, gone } = gated(target, run);
  try {
    connections[0]?.dial();
    await Promise.race([gone, until(events, "opened")]);
    await sleep(quietMs);
    if (came.length > 0) throw broken("a request left that nobody had released");
    connections[0].send({ method: "GET", path: "/released", headers: {}, body: undefined }, false);
    await until(events, "answered");
    await sleep(quietMs);
    if (came.join() !== "/released") throw broken(`one request was released, and ${came.length} came: ${came.join()}`);
  } finally {
    for (const connection of connections) connection.close();
  }
  await gone;
}

/** Opens one connection through the gate and turns its callbacks into events. */
function gated(target: URL, run: typeof transport) {
  const events = new EventEmitter();
  const connections: Connection[] = [];
  const owner = {
    opened: () => events.emit("opened"),
    answered: () => events.emit("answered"),
    lost: () => {},
  };
  const setUp: Parameters<typeof startClients>[0]["setUp"] = (client) => {
    const missing = missingMembers(client);
    if (missing.length > 0) throw broken(`its client lacks ${missing.join(", ")}`);
    connections.push(new Connection(client, owner));
  };
  return { events, connections, gone: startClients({ target, connections: 1, setUp }, run) };
}

async function until(events: EventEmitter, event: string): Promise<void> {
  try {
    await once(events, event, { signal: AbortSignal.timeout(limitMs) });
  } catch {
    throw broken(`its connection to this machine was not ${event} within ${limitMs / 1_000} s`);
  }
}

function broken(what: string): EnvironmentProblem {
  return new EnvironmentProblem(
    `autocannon cannot be driven by our clock: ${what}; reinstall the locked version with npm ci`,
  );
}
