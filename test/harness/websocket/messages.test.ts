import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import type { ClientMessage } from "../../../harness/protocol.js";
import { answer, say } from "./small-server.js";
import { drive, serve } from "./standing.js";

describe("messages", () => {
  test("a message ends with the last part of its reply, and the session closes with code 1000 after its last message", async () => {
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

  test("an answer may be a degraded one", async () => {
    const server = await serve({
      onMessage: (socket, { id }) => say(socket, { id, part: 0, last: true, degraded: true }),
    });
    const rig = drive(server.url);
    rig.session();
    expect(await rig.end(rig.message(0))).toMatchObject({ ending: "answered", degraded: true });
  });

  test("a reply after the deadline is late, a second one is a duplicate, and one to no message is unknown", async () => {
    const held: [WebSocket, ClientMessage][] = [];
    const server = await serve({ onMessage: (socket, message) => held.push([socket, message]) });
    const rig = drive(server.url, { timeout: "100ms" });
    rig.session();
    await rig.until(() => rig.driver.counters.opened === 1);
    const end = await rig.end(rig.message(0));
    expect(end).toMatchObject({ ending: "timedOut", cause: "timeout", attempts: 1 });
    await rig.until(() => held.length === 1);
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

  test("ends the rest after its grace: timed out if it was sent, otherwise never sent", async () => {
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
