import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { retryDelay } from "../../../workload/retries.js";
import { Drive, ends, evenly, ms, requestClass } from "./drive.js";
import { serve, serveSockets } from "./targets.js";

const patient = requestClass();
const few = evenly(3, 5 * ms, patient);

describe("a request on the wire", () => {
  test("has the template's method, path, headers and body, and names its work for the local fleet", async () => {
    const seen: { request: IncomingMessage; body: string }[] = [];
    const { url } = await serve(async (request, response) => {
      seen.push({ request, body: await text(request) });
      response.end();
    });
    const http = { method: "PUT", path: `/turns/\${id}`, headers: { "X-Tenant": "a" }, body: `{"id":"\${id}"}` };
    const plan = evenly(1, 0, requestClass({ writes: 2, cancelOnDisconnect: true }));
    await new Drive(`${url}/stage/`, { http }).run(plan);
    const { request, body } = seen[0];
    expect(request.method).toBe("PUT");
    expect(request.url).toBe("/stage/turns/turns-00000000");
    expect(body).toBe('{"id":"turns-00000000"}');
    expect(request.headers).toMatchObject({
      host: new URL(url).host,
      "x-tenant": "a",
      "x-fleetcast-id": "turns-00000000",
      "x-fleetcast-steps": "cpu=1000",
      "x-fleetcast-writes": "2",
      "x-fleetcast-response-bytes": "8192",
      "x-fleetcast-cancel": "1",
    });
  });

  test.each(["HEAD", "GET", "DELETE", "OPTIONS", "PATCH"])("may be a %s", async (method) => {
    const { url } = await serve((request, response) =>
      response.setHeader("content-length", 4).end(request.method === "HEAD" ? undefined : "well"),
    );
    expect(ends(await new Drive(url, { http: { method }, connections: 1 }).run(few))).toEqual({ answered: 3 });
  });
});

describe("an answer", () => {
  test("that redirects counts as an answer, and is not followed", async () => {
    const paths: string[] = [];
    const { url } = await serve((request, response) => {
      paths.push(request.url!);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect(ends(await new Drive(url).run(few))).toEqual({ answered: 3 });
    expect(ends(await new Drive(url, { http: { expect: { status: [200] } } }).run(few))).toEqual({ unexpected: 3 });
    expect(new Set(paths)).toEqual(new Set(["/"]));
  });

  test("is examined up to its first MiB, and longer ones are counted", async () => {
    const mib = Buffer.alloc(2 ** 20, "x");
    const { url } = await serve(({ url: path }, response) => {
      if (path === "/early") response.write("well ");
      for (let i = 0; i < 40; i++) response.write(mib);
      response.end(path === "/late" ? " well" : "");
    });
    const look = async (path: string) => {
      const drive = new Drive(url, { http: { path, expect: { body: "well" } }, connections: 1 });
      return [ends(await drive.run(evenly(1, 0, patient))), drive.driver.counters.cutBodies];
    };
    expect(await look("/early")).toEqual([{ answered: 1 }, 1]);
    expect(await look("/late")).toEqual([{ unexpected: 1 }, 1]);
  });

  test("is examined when the template expects a text", async () => {
    const { url } = await serve((_, response) => {
      response.write("so f");
      setImmediate(() => response.end("ar, so good"));
    });
    const http = (body: string) => ({ http: { expect: { body } } });
    expect(ends(await new Drive(url, http("far, so")).run(few))).toEqual({ answered: 3 });
    const ended = await new Drive(url, http("bad")).run(few);
    expect(ended[0]).toMatchObject({ ending: "unexpected", status: 200, cause: "unexpected" });
  });

  test.each([
    [503, undefined, "noCapacity"],
    [502, undefined, "interrupted"],
    [504, undefined, "timeout"],
    [429, undefined, "throttled"],
    [404, undefined, "unexpected"],
    [503, "queueFull", "queueFull"],
    [500, "taskLost", "taskLost"],
    [500, "nonsense", "unexpected"],
  ])("of status %i with cause %s counts as %s", async (status, told, cause) => {
    const { url } = await serve((_, response) => {
      if (told !== undefined) response.setHeader("x-fleetcast-cause", told);
      response.writeHead(status).end();
    });
    const ended = await new Drive(url).run(evenly(1, 0, patient));
    expect(ended).toMatchObject([{ ending: "unexpected", status, cause }]);
  });

  test("may be a degraded one", async () => {
    const { url } = await serve((_, response) => response.setHeader("x-fleetcast-degraded", "1").end());
    expect(await new Drive(url).run(evenly(1, 0, patient))).toMatchObject([{ ending: "answered", degraded: true }]);
  });

  test("may follow a 103, end with its connection, or close it", async () => {
    const answers = [
      "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nwell",
      "HTTP/1.0 200 OK\r\n\r\nwell",
      "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 4\r\n\r\nwell",
    ];
    let count = 0;
    const url = await serveSockets((socket) =>
      socket.on("data", () => {
        const answer = answers[count++ % answers.length];
        socket.write(answer);
        if (!answer.includes("103")) socket.end();
      }),
    );
    const drive = new Drive(url, { http: { expect: { body: "well" } }, connections: 1 });
    expect(ends(await drive.run(evenly(30, 5 * ms, patient)))).toEqual({ answered: 30 });
  });

  test("that nobody asked for changes nothing", async () => {
    const { url } = await serve((_, response) => response.end());
    const seen = new Set<unknown>();
    const early = await serveSockets((socket) => {
      if (seen.size === 0) socket.end("HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n");
      else socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
      seen.add(socket);
    });
    expect(ends(await new Drive(url).run(few))).toEqual({ answered: 3 });
    expect(ends(await new Drive(early, { connections: 2 }).run(few))).toEqual({ answered: 3 });
  });
});

describe("a client", () => {
  test("gives up when its time is over, hangs up and takes another connection", async () => {
    let hungUp = 0;
    const { url } = await serve((request, response) => {
      if (request.headers["x-fleetcast-id"]!.includes("00000001")) request.on("close", () => hungUp++);
      else response.end();
    });
    const plan = evenly(20, 20 * ms, requestClass({ timeout: "400ms" }));
    const ended = await new Drive(url, { connections: 2 }).run(plan);
    expect(ends(ended)).toEqual({ answered: 19, timedOut: 1 });
    const late = ended.find(({ ending }) => ending === "timedOut")!;
    expect(late).toMatchObject({ planned: { ordinal: 1 }, status: null, cause: "timeout", attempts: 1 });
    expect(late.endedAt - late.planned.dueAt).toBeGreaterThanOrEqual(400 * ms);
    expect(hungUp).toBe(1);
  });

  test("waits for a connection when all are taken, and this is counted", async () => {
    const { url } = await serve((_, response) => setTimeout(() => response.end(), 50));
    const drive = new Drive(url, { connections: 1 });
    const ended = await drive.run(evenly(5, 0, patient));
    expect(ends(ended)).toEqual({ answered: 5 });
    for (const { planned, sentAt } of ended) expect(sentAt!).toBeGreaterThanOrEqual(planned.ordinal * 50 * ms);
    expect(ended.map(({ planned }) => planned.ordinal)).toEqual([0, 1, 2, 3, 4]);
    expect(drive.driver.counters).toMatchObject({ waited: 4, opened: 1 });
  });

  test("that waits for a connection until its timeout has never sent", async () => {
    const { url } = await serve(() => {});
    const plan = evenly(3, 0, requestClass({ timeout: "100ms" }));
    const ended = await new Drive(url, { connections: 1 }).run(plan);
    expect(ends(ended).neverSent).toBeGreaterThanOrEqual(1);
    expect(ended.find(({ ending }) => ending === "neverSent")).toMatchObject({ attempts: 0, sentAt: null });
  });

  test("retries when the simulator's client would, and its latency counts from the first attempt", async () => {
    const retries = { attempts: 2, backoff: { initial: "40ms", jitter: "full" } };
    const retrying = requestClass({ retries });
    const tries = new Map<string, number>();
    const { url } = await serve((request, response) => {
      const id = request.headers["x-fleetcast-id"] as string;
      tries.set(id, (tries.get(id) ?? 0) + 1);
      response.writeHead(tries.get(id)! < 3 ? 503 : 200).end();
    });
    const drive = new Drive(url);
    const ended = await drive.run(evenly(20, 5 * ms, retrying));
    expect(ends(ended)).toEqual({ answered: 20 });
    expect(drive.driver.counters.retries).toBe(40);
    for (const { planned, attempts, sentAt, lastSentAt } of ended) {
      const pause = (attempt: number) =>
        retryDelay({ name: "request", retries: retrying.retries! }, 7, planned.ordinal, attempt);
      expect(attempts).toBe(3);
      // Node's timers may fire up to a millisecond early.
      expect(lastSentAt! - sentAt!).toBeGreaterThanOrEqual(pause(1) + pause(2) - 2 * ms);
    }
  });

  test("does not retry what a retry cannot cure, nor beyond its budget", async () => {
    const retries = { attempts: 5, budget: "10 %", backoff: { initial: "1ms" } };
    const retrying = requestClass({ retries });
    const missing = await serve((_, response) => response.writeHead(404).end());
    const failing = await serve((_, response) => response.writeHead(500).end());
    const plan = evenly(100, 2 * ms, retrying);
    const once = await new Drive(missing.url).run(plan);
    expect(once.every(({ attempts }) => attempts === 1)).toBe(true);
    const drive = new Drive(failing.url);
    expect(ends(await drive.run(plan))).toEqual({ unexpected: 100 });
    // A budget of 10, and a tenth of a retry for each of 100 requests: at most 20, and fewer by what exceeds the budget
    // at first.
    expect(drive.driver.counters.retries).toBeGreaterThan(10);
    expect(drive.driver.counters.retries).toBeLessThanOrEqual(20);
  });
});
