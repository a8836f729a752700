import { afterEach, expect, test } from "vitest";
import { writeIds } from "../../../../harness/staging/store/store.js";
import { converse } from "./conversation.js";
import { flushedAtTheEnd } from "./orders.js";
import { endAll, startStore, startTask } from "./processes.js";
import { write, writesOf } from "./write.js";

afterEach(endAll);

test("real CPU is burned, and the process stays open to health checks meanwhile", async () => {
  const cpu = { kind: "real", vcpu: 1, discipline: "event-loop", workFactor: 1 } as const;
  const task = await startTask({ cpu });
  const client = await converse(task.url);
  client.say({ id: "a", steps: "cpu=400000" });
  expect((await fetch(`${task.url}/health`)).status).toBe(200);
  expect(client.heard).toEqual([]);
  await client.end("a");
  expect((await task.next("metrics")).cpuUsed).toBeGreaterThan(400_000);
});

test("a task ends with its parent's channel", async () => {
  const { child, exit, url } = await startTask();
  child.disconnect();
  expect(await exit).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test("a task reports what became of its writes, at its end too", async () => {
  const task = await startTask({ writes: flushedAtTheEnd(null) });
  await write(task.url, "r1");
  expect((await task.next("metrics")).writes).toEqual({ accepted: 3, flushed: 0, deadLettered: 0 });
  const last = task.next("metrics");
  task.child.kill("SIGTERM");
  expect((await last).writes).toEqual({ accepted: 3, flushed: 3, deadLettered: 0 });
});

test("a buffer is flushed at intervals; a write that has to be durable waits for the flush", async () => {
  const storeUrl = await startStore();
  const writes = { ...flushedAtTheEnd(storeUrl), flushEvery: 200_000, acknowledge: "durable" as const };
  const task = await startTask({ writes });
  expect((await write(task.url, "r1")).status).toBe(200);
  expect(await writeIds(storeUrl)).toEqual(writesOf("r1"));
});
