import { afterEach, describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { TargetUnreachable } from "../../../harness/generator/driver.js";
import { type ClientMessage, headers } from "../../../harness/protocol.js";
import { Rig, type RigOptions } from "./rig.js";
import { answer, type SmallServer, type SmallServerOptions, say, startServer } from "./small-server.js";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function serve(options?: SmallServerOptions): Promise<SmallServer> {
  const server = await startServer(options);
  stops.push(() => server.stop());
  return server;
}

function drive(target: URL, options?: RigOptions): Rig {
  const rig = new Rig(target, options);
  stops.push(() => rig.driver.close(0));
  return rig;
}

const at100ms = { kind: "fixed", delay: "100ms" };
/** Later than any test waits. */
const tooLate = { kind: "fixed", delay: "1h" };

describe("messages", () => {
  test("a message ends with the last part of its reply, and the session closes with code 1000 behind its last message", async () => {
    const heard: ClientMessage[] = [];
    const server = await serve({
      onMessage: (socket, message) => {
        heard.push(message);
        answer(socket, message);
      },
    });
    const rig = drive(server.url, { session: { replyParts: 3 } });
    rig.session();
    const first = await rig.end(rig.message(0));
    const last = await rig.end(rig.message(1, { last: true }));
    expect(heard[0]).toEqual({ id: "turns-0-0", steps: "cpu=1000,wait=2000", writes: 1, parts: 3 });
    for (const end of [first, last]) {
      expect(end).toMatchObject({ ending: "answered", status: null, cause: null, degraded: false, attempts: 1 });
      expect(end.endedAt).toBeGreaterThanOrEqual(end.sentAt!);
    }
    await rig.until(() => server.closeCodes.length === 1);
    expect(server.closeCodes).toEqual([1000]);
    expect(rig.driver.counters).toMatchObject({ sessions: 1, opened: 1, lost: 0, reconnects: 0, firstParts: 2 });
    expect(rig.driver.inFlight).toBe(0);
  });

  test("a session stays open for an older message when its last one is answered first", async () => {
    const held: (() => void)[] = [];
    const server = await serve({
      onMessage: (socket, message) => {
        if (message.id === "turns-0-0") held.push(() => answer(socket, message));
        else answer(socket, message);
      },
    });
    const rig = drive(server.url);
    rig.session();
    const first = rig.message(0);
    await rig.end(rig.message(1, { last: true }));
    await rig.until(() => held.length === 1);
    held[0]();
    expect((await rig.end(first)).ending).toBe("answered");
  });

  test.each([
    ["shed", "shed"],
    ["queueFull", "queueFull"],
    ["somethingElse", "unexpected"],
  ])("a reply that says it failed of %s is unexpected, by cause %s", async (said, cause) => {
    const server = await serve({
      onMessage: (socket, { id }) => say(socket, { id, part: 0, last: true, cause: said }),
    });
    const rig = drive(server.url);
    rig.session();
    expect(await rig.end(rig.message(0))).toMatchObject({ ending: "unexpected", cause });
  });

  test("an answer may be a cheaper one", async () => {
    const server = await serve({
      onMessage: (socket, { id }) => say(socket, { id, part: 0, last: true, degraded: true }),
    });
    const rig = drive(server.url);
    rig.session();
    expect(await rig.end(rig.message(0))).toMatchObject({ ending: "answered", degraded: true });
  });

  test("a reply behind the deadline is late, a second one a duplicate, and what nobody asked unknown", async () => {
    const held: [WebSocket, ClientMessage][] = [];
    const server = await serve({ onMessage: (socket, message) => held.push([socket, message]) });
    const rig = drive(server.url, { timeout: "100ms" });
    rig.session();
    const end = await rig.end(rig.message(0));
    expect(end).toMatchObject({ ending: "timedOut", cause: "timeout", attempts: 1 });
    const [socket, message] = held[0];
    answer(socket, message);
    answer(socket, message);
    say(socket, { id: "nobody", part: 0, last: true });
    socket.send("no JSON");
    await rig.until(() => rig.driver.counters.unknown === 2);
    expect(rig.driver.counters).toMatchObject({ late: 1, duplicates: 1, unknown: 2 });
    expect(rig.counts()).toMatchObject({ timedOut: 1, answered: 0 });
  });

  test("a deadline is kept from due, to the timer's millisecond or later", async () => {
    const server = await serve({ onMessage: () => {} });
    const rig = drive(server.url, { timeout: "150ms" });
    rig.session();
    const due = rig.now();
    const { endedAt } = await rig.end(rig.message(0));
    expect(endedAt - due).toBeGreaterThanOrEqual(150_000);
  });
});

describe("handshake", () => {
  test("carries the session's id and the headers of the demand's template to its path below the target", async () => {
    const server = await serve();
    const paths: (string | undefined)[] = [];
    server.server.on("connection", (_socket, request) => paths.push(request.url));
    const http = { path: `/chat/\${id}`, headers: { authorization: `Bearer \${env:TOKEN}` } };
    const rig = drive(new URL("/below/", server.url), { http, environment: { TOKEN: "secret" } });
    await rig.driver.open();
    rig.session(7);
    await rig.until(() => server.connections.length === 2);
    expect(paths[1]).toBe("/below/chat/turns-session-7");
    expect(server.connections[1].headers).toMatchObject({
      [headers.id]: "turns-session-7",
      authorization: "Bearer secret",
    });
  });

  test.each([true, false])("compression is negotiated only when it is asked for: %s", async (compression) => {
    const server = await serve({ perMessageDeflate: true });
    const rig = drive(server.url, { session: { compression } });
    rig.session();
    expect((await rig.end(rig.message(0))).ending).toBe("answered");
    expect(server.connections[0].socket.extensions).toBe(compression ? "permessage-deflate" : "");
  });

  test.each([
    [401, /answered 401: .*credentials/],
    [403, /answered 403: .*denied/],
    [404, /answered 404: .*http\.path/],
    [503, /answered 503: .*no healthy task/],
  ])("answered %i before the run is a target that cannot be reached", async (status, advice) => {
    const server = await serve({ refuseWith: () => status });
    const opening = drive(server.url).driver.open();
    await expect(opening).rejects.toThrow(TargetUnreachable);
    await expect(opening).rejects.toThrow(advice);
  });

  test("a target where nobody listens cannot be reached, and a secret is not told", async () => {
    const server = await startServer();
    await server.stop();
    const http = { path: `/?key=\${env:TOKEN}` };
    const opening = drive(server.url, { http, environment: { TOKEN: "secret" } }).driver.open();
    await expect(opening).rejects.toThrow(TargetUnreachable);
    await expect(opening).rejects.toThrow(/^http:\/\/127\.0\.0\.1:\d+: nobody listens there/);
  });

  test("a variable that no header can hold is told by the header's name", async () => {
    const server = await serve();
    const http = { headers: { authorization: `\${env:TOKEN}` } };
    const opening = drive(server.url, { http, environment: { TOKEN: "secret€" } }).driver.open();
    await expect(opening).rejects.toThrow(/authorization/);
    await expect(opening).rejects.not.toThrow(/secret/);
  });
});

describe("a lost connection", () => {
  test("resets what was sent, and keeps what is released meanwhile until there is one again", async () => {
    const server = await serve({
      onMessage: (socket, message) => {
        if (message.id === "turns-0-0") socket.terminate();
        else answer(socket, message);
      },
    });
    const rig = drive(server.url, { session: { reconnect: at100ms } });
    rig.session();
    expect(await rig.end(rig.message(0))).toMatchObject({ ending: "reset", cause: "interrupted", attempts: 1 });
    const next = await rig.end(rig.message(1));
    expect(next).toMatchObject({ ending: "answered", attempts: 1 });
    expect(rig.driver.counters).toMatchObject({ opened: 2, reconnects: 1, lost: 1, sessionsLost: 0 });
  });

  test("between two messages is opened again before the next one", async () => {
    const server = await serve();
    const rig = drive(server.url, { session: { reconnect: at100ms } });
    rig.session();
    await rig.end(rig.message(0));
    server.connections[0].socket.close(1001, "idle");
    await rig.until(() => rig.driver.counters.reconnects === 1);
    expect((await rig.end(rig.message(1))).ending).toBe("answered");
    expect(rig.counts()).toMatchObject({ answered: 2, reset: 0 });
  });

  test("leaves a message unsent whose deadline passes before the next try", async () => {
    const server = await serve({ onMessage: (socket) => socket.terminate() });
    const rig = drive(server.url, { session: { reconnect: tooLate }, timeout: "100ms" });
    rig.session();
    await rig.end(rig.message(0));
    const end = await rig.end(rig.message(1));
    expect(end).toMatchObject({ ending: "neverSent", cause: "timeout", attempts: 0, sentAt: null });
  });

  test("is the end of a session that never reconnects: what is still to come is never sent", async () => {
    const server = await serve({ onMessage: (socket) => socket.terminate() });
    const rig = drive(server.url, { session: { reconnect: { kind: "never" } } });
    rig.session();
    expect(await rig.end(rig.message(0))).toMatchObject({ ending: "reset" });
    await rig.until(() => rig.driver.counters.sessionsLost === 1);
    const end = await rig.end(rig.message(1, { last: true }));
    expect(end).toMatchObject({ ending: "neverSent", cause: "interrupted", attempts: 0 });
  });

  test("that was refused from the first counts as refused for a session that never tries again", async () => {
    const server = await serve({ refuseWith: () => 503 });
    const rig = drive(server.url, { session: { reconnect: { kind: "never" } } });
    rig.session();
    const end = await rig.end(rig.message(0, { last: true }));
    expect(end).toMatchObject({ ending: "refused", cause: "noCapacity" });
    expect(rig.driver.counters).toMatchObject({ refused: 1, sessionsLost: 1 });
  });

  test("is tried again and again at the policy's pace while the target refuses", async () => {
    let refusals = 0;
    const server = await serve({ refuseWith: () => (++refusals <= 3 ? 503 : null) });
    const rig = drive(server.url, { session: { reconnect: { kind: "immediate" } } });
    const began = rig.now();
    rig.session();
    expect((await rig.end(rig.message(0))).ending).toBe("answered");
    expect(rig.driver.counters).toMatchObject({ refused: 3, opened: 1, reconnects: 0, exhausted: 0 });
    expect(rig.now() - began).toBeGreaterThanOrEqual(290_000);
  });
});

describe("heartbeats", () => {
  test("are answered apart from messages", async () => {
    const server = await serve();
    const rig = drive(server.url, { session: { heartbeat: "1s" } });
    rig.session();
    await rig.until(() => rig.driver.counters.pongs === 1);
    expect(rig.driver.counters).toMatchObject({ pongs: 1, missedPongs: 0, lost: 0 });
    expect(rig.driver.counters.pongMicros).toBeGreaterThan(0);
  });

  test("that a server stops answering lose the connection, with what is in flight on it", async () => {
    const server = await serve({ autoPong: false, onMessage: () => {} });
    const rig = drive(server.url, { session: { heartbeat: "1s", reconnect: tooLate } });
    rig.session();
    const end = await rig.end(rig.message(0));
    expect(end).toMatchObject({ ending: "reset", cause: "interrupted" });
    expect(rig.driver.counters).toMatchObject({ pongs: 0, missedPongs: 1, lost: 1 });
  });
});

describe("connections", () => {
  test("beyond those that this process may open wait in line for one that closes", async () => {
    const held: (() => void)[] = [];
    const server = await serve({ onMessage: (socket, message) => held.push(() => answer(socket, message)) });
    const rig = drive(server.url, { connections: 2 });
    for (let session = 0; session < 3; session++) rig.session(session);
    const ids = [0, 1, 2].map((session) => rig.message(0, { session, last: true }));
    await rig.until(() => held.length === 2);
    expect(server.connections).toHaveLength(2);
    for (const reply of held.splice(0)) reply();
    await rig.until(() => held.length === 1);
    held[0]();
    expect(await Promise.all(ids.map((id) => rig.end(id)))).toMatchObject(ids.map(() => ({ ending: "answered" })));
  });
});

describe("close", () => {
  test("waits for what is in flight", async () => {
    const server = await serve({ onMessage: (socket, message) => setTimeout(() => answer(socket, message), 50) });
    const rig = drive(server.url);
    rig.session();
    const id = rig.message(0);
    await rig.until(() => server.connections.length === 1);
    await rig.driver.close(60_000_000);
    expect(rig.ends.get(id)).toMatchObject([{ ending: "answered" }]);
  });

  test("ends the rest behind its grace: timed out where it was sent, never sent where it was not", async () => {
    const server = await serve({ onMessage: () => {} });
    const rig = drive(server.url, { connections: 1 });
    rig.session(0);
    rig.session(1);
    const sent = rig.message(0, { session: 0 });
    const waiting = rig.message(0, { session: 1 });
    await rig.until(() => rig.driver.counters.opened === 1);
    expect(rig.driver.inFlight).toBe(2);
    await rig.driver.close(20_000);
    expect(rig.ends.get(sent)).toMatchObject([{ ending: "timedOut" }]);
    expect(rig.ends.get(waiting)).toMatchObject([{ ending: "neverSent" }]);
    expect(rig.driver.inFlight).toBe(0);
    await rig.until(() => server.server.clients.size === 0);
  });
});
