import { describe, expect, test, vi } from "vitest";
import { TargetUnreachable } from "../../../harness/generator/driver.js";
import { Drive, ends, evenly, ms, requestClass, second } from "./drive.js";
import { kill, serve, serveSockets } from "./targets.js";

const patient = requestClass();
const plan = evenly(100, 5 * ms, patient);

describe("every request ends in exactly one way", () => {
  test("when all is well: answered, and sent once without delay", async () => {
    const seen: string[] = [];
    const { url } = await serve((request, response) => {
      seen.push(request.headers["x-fleetcast-id"] as string);
      response.end("well");
    });
    const drive = new Drive(url);
    const ended = await drive.run(plan);
    expect(ends(ended)).toEqual({ answered: 100 });
    const delays = ended.map(({ planned, sentAt }) => sentAt! - drive.releasedAt[planned.ordinal]);
    expect(delays.toSorted((a, b) => a - b)[50]).toBeLessThan(1 * ms);
    expect(seen.toSorted()).toEqual(plan.map(({ id }) => id));
    expect(ended.every(({ status, cause, attempts }) => status === 200 && cause === null && attempts === 1)).toBe(true);
    expect(ended.every(({ planned, sentAt, endedAt }) => sentAt! >= planned.dueAt && endedAt >= sentAt!)).toBe(true);
  });

  test("when the target answers 500", async () => {
    const { url } = await serve((_, response) => response.writeHead(500).end());
    const ended = await new Drive(url).run(plan);
    expect(ends(ended)).toEqual({ unexpected: 100 });
    expect(ended[0]).toMatchObject({ status: 500, cause: "unexpected" });
  });

  test("when the target resets each connection during a request", async () => {
    const url = await serveSockets((socket) => socket.on("data", () => socket.resetAndDestroy()));
    const drive = new Drive(url);
    const ended = await drive.run(plan);
    expect(ends(ended)).toEqual({ reset: 100 });
    expect(ended[0]).toMatchObject({ status: null, cause: "interrupted", attempts: 1 });
    expect(drive.driver.counters.lost).toBe(100);
  });

  test("when the target closes the connection during an answer", async () => {
    const url = await serveSockets((socket) =>
      socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf")),
    );
    expect(ends(await new Drive(url).run(plan))).toEqual({ reset: 100 });
  });

  test("when the target never answers", async () => {
    const { url } = await serve(() => {});
    const ended = await new Drive(url, { connections: 32 }).run(
      evenly(100, 5 * ms, requestClass({ timeout: "100ms" })),
    );
    expect(ends(ended).timedOut! + (ends(ended).neverSent ?? 0)).toBe(100);
    expect(ends(ended).timedOut).toBeGreaterThan(50);
    for (const { planned, endedAt } of ended) expect(endedAt - planned.dueAt).toBeGreaterThanOrEqual(100 * ms);
  });

  test("when the load ends before the answers", async () => {
    const { url } = await serve(() => {});
    const ended = await new Drive(url, { connections: 4 }).run(plan, 50 * ms);
    expect(ends(ended)).toEqual({ timedOut: 4, neverSent: 96 });
    expect(ended.every(({ cause }) => cause === "timeout")).toBe(true);
  });

  test("when the target dies midway and nobody listens any more, without a storm of connection attempts", async () => {
    const { url, server } = await serve((_, response) => setTimeout(() => response.end(), 50));
    const drive = new Drive(url);
    const ended = await drive.run(plan, second, async () => {
      await vi.waitUntil(() => drive.ended.length >= 30, { interval: 5 });
      kill(server);
    });
    const { answered = 0, reset = 0, refused = 0 } = ends(ended);
    expect(answered + reset + refused).toBe(100);
    expect(Math.min(answered, reset, refused)).toBeGreaterThan(0);
    expect(ended.find(({ ending }) => ending === "refused")).toMatchObject({
      cause: "noCapacity",
      attempts: 0,
      sentAt: null,
    });
    // At most one dial for each request that was refused, and one for each connection that was cut.
    expect(drive.driver.counters.refused).toBeLessThanOrEqual(refused + reset);
  });

  test("when the target dies and comes back", async () => {
    const { url, server } = await serve((_, response) => response.end());
    let isAway = false;
    // It keeps its port while it is away, since another program might otherwise get it.
    server.on("connection", (socket) => isAway && socket.resetAndDestroy());
    const drive = new Drive(url);
    const ended = await drive.run(evenly(200, 5 * ms, patient), second, async () => {
      await vi.waitUntil(() => drive.ended.length >= 20, { interval: 5 });
      isAway = true;
      server.closeAllConnections();
      await vi.waitUntil(() => drive.ended.length >= 60, { interval: 5 });
      isAway = false;
    });
    expect(ended).toHaveLength(200);
    expect(ended.slice(0, 10).every(({ ending }) => ending === "answered")).toBe(true);
    expect(ended.slice(-10).every(({ ending }) => ending === "answered")).toBe(true);
  });

  test("when the answer is not HTTP", async () => {
    const url = await serveSockets((socket) => socket.on("data", () => socket.write("SSH-2.0-OpenSSH_9.6\r\n")));
    const ended = await new Drive(url).run(plan);
    expect(ends(ended)).toEqual({ unexpected: 100 });
    expect(ended[0]).toMatchObject({ status: null, cause: "unexpected" });
  });
});

describe("a target that cannot be reached", () => {
  test("is reported before the load, with advice on what to check", async () => {
    const opening = new Drive("http://127.0.0.1:9").driver.open();
    await expect(opening).rejects.toThrow(TargetUnreachable);
    await expect(opening).rejects.toThrow("nobody listens there; check that the service runs, and the port");
  });

  test("includes one without TLS when the URL says https", async () => {
    const { url } = await serve(() => {});
    await expect(new Drive(url.replace("http:", "https:")).driver.open()).rejects.toThrow(
      "check whether the port wants TLS (https) or none (http)",
    );
  });
});
