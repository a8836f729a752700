import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { headers } from "../../../../harness/protocol.js";
import { clock } from "../../../../harness/staging/task/agenda.js";
import { PauseList, standStill } from "../../../../harness/staging/task/pause-list.js";
import { begin } from "./begin.js";
import { converse } from "./conversation.js";
import { closeAll, openTask } from "./open-task.js";

afterEach(closeAll);

const eventLoop = { kind: "virtual", vcpu: 1, discipline: "event-loop", workFactor: 1 } as const;
const tenth = "cpu=100000";

/** Milliseconds from now until each of the messages is answered. */
async function latencies(url: string, steps: string, ids: readonly string[]): Promise<readonly number[]> {
  const client = await converse(url);
  const from = performance.now();
  client.say(...ids.map((id) => ({ id, steps })));
  const ends = await Promise.all(ids.map((id) => client.end(id)));
  return ends.map(({ at }) => at - from);
}

describe("an answer", () => {
  const ask = async (url: string, asked: Readonly<Record<string, string>>) => {
    const response = await fetch(url, { method: "POST", headers: asked });
    return [response.status, await response.text()];
  };

  test("has the status and the text that its template expects, as the real service's would", async () => {
    const { url } = await openTask();
    expect(await ask(url, {})).toEqual([200, ""]);
    expect(await ask(url, { [headers.status]: "404" })).toEqual([404, ""]);
    expect(await ask(url, { [headers.status]: "204", [headers.responseBytes]: "9" })).toEqual([204, ""]);
    const text = encodeURIComponent("grün & well");
    expect(await ask(url, { [headers.body]: text })).toEqual([200, "grün & well"]);
    const [, body] = await ask(url, { [headers.body]: text, [headers.responseBytes]: "40" });
    expect(Buffer.byteLength(String(body))).toBe(40);
  });

  test("is a plain one when the requested status is not valid", async () => {
    const { url } = await openTask();
    for (const status of ["99", "101", "700", "2000", "ok"])
      expect(await ask(url, { [headers.status]: status })).toEqual([200, ""]);
    expect(await ask(url, { [headers.body]: "%E0%A4%A" })).toEqual([200, ""]);
  });
});

// These tests run in real time, and a busy machine may hold up this process between two answers.
describe("CPU", { retry: 2 }, () => {
  test("two steps of 100 ms that share one vCPU end together after 200 ms", async () => {
    const { url } = await openTask();
    const [first, second] = await latencies(url, tenth, ["a", "b"]);
    expect(first).toBeGreaterThan(195);
    expect(second - first).toBeLessThan(50);
  });

  test("an event loop works on them one after the other", async () => {
    const { url } = await openTask({ cpu: eventLoop });
    const [first, second] = await latencies(url, tenth, ["a", "b"]);
    expect(first).toBeGreaterThan(99);
    expect(second).toBeGreaterThan(199);
    expect(second - first).toBeGreaterThan(50);
  });

  const once300ms = [
    { begins: 20_000, lasts: 300_000 },
    { begins: 3_600_000_000, lasts: 0 },
  ];

  test("a pause holds up every step that it meets", async () => {
    const { url } = await openTask({ cpu: eventLoop, pauses: once300ms });
    const [only] = await latencies(url, "cpu=200000", ["a"]);
    expect(only).toBeGreaterThan(300);
  });

  test("a pause on burned CPU stops the whole process", async () => {
    const from = performance.now();
    standStill(new PauseList(once300ms, clock()));
    await sleep(30);
    expect(performance.now() - from).toBeGreaterThan(310);
  });

  test("half a vCPU and slow silicon take longer", async () => {
    const { url } = await openTask({ cpu: { ...eventLoop, vcpu: 0.5, workFactor: 1.5 } });
    const [only] = await latencies(url, tenth, ["a"]);
    expect(only).toBeGreaterThan(299);
  });

  test("the CPU that is reported is the work that was asked for", async () => {
    const task = await openTask();
    await latencies(task.url, "cpu=30000,wait=50000,cpu=20000", ["a", "b"]);
    const { cpuUsed, requests, inFlight } = task.metrics();
    expect(cpuUsed).toBeCloseTo(100_000, -1);
    expect({ requests, inFlight }).toEqual({ requests: 2, inFlight: 0 });
  });
});

describe("slots", () => {
  test("a request beyond slots waits in the queue, one beyond the queue is refused", async () => {
    const { url } = await openTask({ slots: 1, queueLimit: 1 });
    const client = await converse(url);
    const from = performance.now();
    client.say(...["a", "b", "c"].map((id) => ({ id, steps: "wait=100000" })));
    const [first, second, third] = await Promise.all(["a", "b", "c"].map((id) => client.end(id)));
    expect(client.heard.map(({ id }) => id)).toEqual(["c", "a", "b"]);
    expect(third.cause).toBe("queueFull");
    expect(first.at - from).toBeGreaterThan(99);
    expect(second.at - from).toBeGreaterThan(199);
  });

  test("work continues when its client has gone", async () => {
    const { url } = await openTask({ slots: 1 });
    const from = performance.now();
    const first = await begin(url, { [headers.steps]: "wait=300000" });
    first.destroy();
    await fetch(url, { headers: { [headers.steps]: "cpu=1000" } });
    expect(performance.now() - from).toBeGreaterThan(299);
  });

  test("work ends with its client if the request says so", async () => {
    const { url } = await openTask({ slots: 1 });
    const first = await begin(url, { [headers.steps]: "wait=600000000", [headers.cancel]: "1" });
    const second = fetch(url, { headers: { [headers.steps]: "cpu=1000" } });
    first.destroy();
    expect((await second).status).toBe(200);
  });
});

describe("HTTP", () => {
  test("an answer has the size that was asked for and names request and task", async () => {
    const { url } = await openTask();
    const asked = { [headers.id]: "r1", [headers.steps]: "cpu=1000", [headers.responseBytes]: "5000" };
    const answer = await fetch(`${url}/any/path`, { method: "POST", body: "question", headers: asked });
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBe(5_000);
    expect(answer.headers.get(headers.id)).toBe("r1");
    expect(answer.headers.get(headers.task)).toBe("task-1");
  });

  test("a request that does not name its work gets the mean of its demand", async () => {
    const { url } = await openTask({ work: [{ kind: "wait", duration: 150_000 }] });
    const from = performance.now();
    expect((await fetch(url)).status).toBe(200);
    expect(performance.now() - from).toBeGreaterThan(149);
  });

  test("a health check does not count as a request", async () => {
    const task = await openTask();
    expect((await fetch(`${task.url}/health`)).status).toBe(200);
    const { requests } = task.metrics();
    expect(requests).toBe(0);
  });

  test("a degraded task sheds a share of requests and answers the rest with less work", async () => {
    const task = await openTask();
    task.tell({ kind: "degradation", cpuFactor: 0.5, shed: 0 });
    const cheaper = await fetch(task.url, { headers: { [headers.steps]: "cpu=40000" } });
    expect(cheaper.headers.get(headers.degraded)).toBe("1");
    task.tell({ kind: "degradation", cpuFactor: 1, shed: 1 });
    const refused = await fetch(task.url, { headers: { [headers.steps]: "cpu=1000" } });
    expect([refused.status, refused.headers.get(headers.cause)]).toEqual([503, "shed"]);
  });
});

describe("WebSocket", () => {
  test("a reply is streamed evenly over the waits of its message", async () => {
    const { url } = await openTask();
    const client = await converse(url);
    const from = performance.now();
    client.say({ id: "a", steps: "cpu=1000,wait=300000", parts: 3 });
    await client.end("a");
    expect(client.heard.map(({ part, last }) => [part, last])).toEqual([
      [0, false],
      [1, false],
      [2, true],
    ]);
    const [first, second, third] = client.heard.map(({ at }) => at - from);
    expect(first).toBeGreaterThan(99);
    expect(second).toBeGreaterThan(199);
    expect(third).toBeGreaterThan(299);
    expect(first).toBeLessThan(third - 100);
  });

  test("a connection without traffic is closed", async () => {
    const { url } = await openTask({ sockets: { idleTimeout: 300_000, compression: false } });
    const from = performance.now();
    const client = await converse(url);
    expect(await client.closed).toBe(1001);
    expect(performance.now() - from).toBeGreaterThan(299);
  });

  test("a message outside the protocol closes the connection", async () => {
    const { url } = await openTask();
    const client = await converse(url);
    client.socket.send("hello");
    expect(await client.closed).toBe(1007);
  });
});
