import { once } from "node:events";
import { request as ask, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { headers } from "../../../../harness/protocol.js";
import { storeTables } from "../../../../harness/staging/local-fleet.js";
import { deadLetterIds, writeIds } from "../../../../harness/staging/store/client.js";
import { converse } from "./conversation.js";
import { flushedAtTheEnd } from "./orders.js";
import { endAll, startStore, startTask } from "./processes.js";
import { write, written } from "./write.js";

const servers = new Set<Server>();
afterEach(async () => {
  await endAll();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers.clear();
});

/** In front of a store: never answers what names its table of writes, and passes on the rest. */
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

describe("a task that drains", () => {
  test("finishes what is in flight, refuses what is new, saves its buffer and exits", async () => {
    const storeUrl = await startStore();
    const task = await startTask({ writes: flushedAtTheEnd(storeUrl) });
    expect((await write(task.url)).status).toBe(200);
    const client = await converse(task.url);
    client.say({ id: "r2", steps: "wait=1200000", parts: 3, writes: 1 });
    await client.part("r2", 0);
    task.tell({ kind: "stopping", cause: "taskLost" });
    task.child.kill("SIGTERM");
    await client.part("r2", 1);
    const refused = await write(task.url);
    expect([refused.status, refused.headers.get(headers.cause)]).toEqual([503, "taskLost"]);
    client.say({ id: "r3", steps: "cpu=1000" });
    expect((await client.end("r3")).cause).toBe("taskLost");
    expect((await client.end("r2")).cause).toBeUndefined();
    expect(await client.closed).toBe(1001);
    expect(await task.exit).toBe(0);
    expect(await writeIds(storeUrl)).toEqual(new Set([...written, "r2/0"]));
    expect(await deadLetterIds(storeUrl)).toEqual(new Set());
  });

  test("leaves as dead letters what the store does not take in time", async () => {
    const storeUrl = await startStore();
    const writes = { ...flushedAtTheEnd(await stalled(storeUrl)), flushTimeout: 300_000 };
    const task = await startTask({ writes });
    await write(task.url);
    task.child.kill("SIGTERM");
    expect(await task.exit).toBe(0);
    expect(await writeIds(storeUrl)).toEqual(new Set());
    expect(await deadLetterIds(storeUrl)).toEqual(new Set(written));
  });
});

describe("a task that does not drain", () => {
  test("exits at once and loses its buffer", async () => {
    const storeUrl = await startStore();
    const task = await startTask({ onSigterm: "exit", writes: flushedAtTheEnd(storeUrl) });
    await write(task.url);
    task.child.kill("SIGTERM");
    expect(await task.exit).toBe(0);
    expect(await writeIds(storeUrl)).toEqual(new Set());
  });

  test("ignores SIGTERM and loses its buffer at SIGKILL", async () => {
    const storeUrl = await startStore();
    const task = await startTask({ onSigterm: "ignore", writes: flushedAtTheEnd(storeUrl) });
    task.child.kill("SIGTERM");
    expect((await write(task.url)).status).toBe(200);
    task.child.kill("SIGKILL");
    expect(await task.exit).toBe(null);
    expect(await writeIds(storeUrl)).toEqual(new Set());
  });

  test("serves on until it is idle, and its writes go through to the store", async () => {
    const storeUrl = await startStore();
    const task = await startTask({ onSigterm: "serve", writes: flushedAtTheEnd(storeUrl) });
    const client = await converse(task.url);
    client.say({ id: "r2", steps: "wait=1200000", parts: 3 });
    await client.part("r2", 0);
    task.child.kill("SIGTERM");
    await client.part("r2", 1);
    expect((await write(task.url)).status).toBe(200);
    expect(await writeIds(storeUrl)).toEqual(new Set(written));
    await client.end("r2");
    expect(await task.exit).toBe(0);
  });
});
