import { once } from "node:events";
import { request as ask, type ClientRequest, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { headers } from "../../../../harness/protocol.js";
import { storeTables } from "../../../../harness/staging/local-fleet.js";
import { deadLetterIds, writeIds } from "../../../../harness/staging/store/store.js";
import { begin } from "./begin.js";
import { converse } from "./conversation.js";
import { flushedAtTheEnd } from "./orders.js";
import { endAll, startStore, startTask } from "./processes.js";
import { write } from "./write.js";

const servers = new Set<Server>();
let storeUrl: string;

beforeAll(async () => {
  storeUrl = await startStore();
});

afterAll(async () => {
  await endAll();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Counts a request's writes in the store, as writes and as dead letters. */
async function kept(id: string) {
  const of = (ids: ReadonlySet<string>) => [...ids].filter((write) => write.startsWith(`${id}/`)).length;
  return { writes: of(await writeIds(storeUrl)), deadLetters: of(await deadLetterIds(storeUrl)) };
}

/** A proxy in front of a store that never answers requests about the table of writes, and passes on the rest. */
async function stalled(storeUrl: string): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    if (body.includes(`"${storeTables.writes}"`)) return;
    const passed = ask(storeUrl, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    passed.end(body);
  });
  servers.add(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A request that stays in flight until its client disconnects. */
function hold(url: string): Promise<ClientRequest> {
  return begin(url, { [headers.steps]: "wait=600000000", [headers.cancel]: "1" });
}

describe("a task that drains", () => {
  test("finishes what is in flight, refuses what is new, saves its buffer and exits", async () => {
    const task = await startTask({ writes: flushedAtTheEnd(storeUrl) });
    expect((await write(task.url, "before")).status).toBe(200);
    const client = await converse(task.url);
    client.say({ id: "during", steps: "wait=1000000", parts: 10, writes: 3 });
    await client.part("during", 0);
    const held = await hold(task.url);
    task.tell({ kind: "stopping", cause: "taskLost" });
    task.child.kill("SIGTERM");
    while ((await fetch(`${task.url}/health`)).ok);
    const refused = await write(task.url, "after");
    expect([refused.status, refused.headers.get(headers.cause)]).toEqual([503, "taskLost"]);
    expect((await client.end("during")).cause).toBeUndefined();
    expect(await client.closed).toBe(1001);
    held.destroy();
    expect(await task.exit).toBe(0);
    expect(await kept("before")).toEqual({ writes: 3, deadLetters: 0 });
    expect(await kept("during")).toEqual({ writes: 3, deadLetters: 0 });
    expect(await kept("after")).toEqual({ writes: 0, deadLetters: 0 });
  });

  test("turns what the store does not take in time into dead letters", async () => {
    const writes = { ...flushedAtTheEnd(await stalled(storeUrl)), flushTimeout: 300_000 };
    const task = await startTask({ writes });
    await write(task.url, "stalled");
    task.child.kill("SIGTERM");
    expect(await task.exit).toBe(0);
    expect(await kept("stalled")).toEqual({ writes: 0, deadLetters: 3 });
  });
});

describe("a task that does not drain", () => {
  test("exits at once and loses its buffer", async () => {
    const task = await startTask({ onSigterm: "exit", writes: flushedAtTheEnd(storeUrl) });
    await write(task.url, "exited");
    task.child.kill("SIGTERM");
    expect(await task.exit).toBe(0);
    expect(await kept("exited")).toEqual({ writes: 0, deadLetters: 0 });
  });

  test("ignores SIGTERM and loses its buffer at SIGKILL", async () => {
    const task = await startTask({ onSigterm: "ignore", writes: flushedAtTheEnd(storeUrl) });
    task.child.kill("SIGTERM");
    expect((await write(task.url, "ignored")).status).toBe(200);
    task.child.kill("SIGKILL");
    expect(await task.exit).toBe(null);
    expect(await kept("ignored")).toEqual({ writes: 0, deadLetters: 0 });
  });

  test("serves on until it is idle, and saves its writes", async () => {
    const task = await startTask({ onSigterm: "serve", writes: flushedAtTheEnd(storeUrl) });
    const held = await hold(task.url);
    task.child.kill("SIGTERM");
    expect((await write(task.url, "served")).status).toBe(200);
    held.destroy();
    expect(await task.exit).toBe(0);
    expect(await kept("served")).toEqual({ writes: 3, deadLetters: 0 });
  });
});
