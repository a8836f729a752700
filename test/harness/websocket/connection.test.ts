import { describe, expect, test } from "vitest";
import { answer } from "./small-server.js";
import { drive, serve } from "./standing.js";

const at100ms = { kind: "fixed", delay: "100ms" };
/** A pause longer than any test. */
const tooLate = { kind: "fixed", delay: "1h" };

describe("a lost connection", () => {
  test("ends sent messages as reset, and keeps those released meanwhile until it is open again", async () => {
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
    rig.message(0);
    await rig.until(() => rig.driver.counters.lost === 1);
    const end = await rig.end(rig.message(1));
    expect(end).toMatchObject({ ending: "neverSent", cause: "timeout", attempts: 0, sentAt: null });
  });

  test("ends a session that never reconnects: its later messages are never sent", async () => {
    const server = await serve({ onMessage: (socket) => socket.terminate() });
    const rig = drive(server.url, { session: { reconnect: { kind: "never" } } });
    rig.session();
    expect(await rig.end(rig.message(0))).toMatchObject({ ending: "reset" });
    await rig.until(() => rig.driver.counters.sessionsLost === 1);
    const end = await rig.end(rig.message(1, { last: true }));
    expect(end).toMatchObject({ ending: "neverSent", cause: "interrupted", attempts: 0 });
  });

  test("that was refused at first counts as refused for a session that never tries again", async () => {
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
  test("are counted separately from messages", async () => {
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
