import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { machineLimits } from "../../../harness/machine-limits.js";
import { reconnectPause } from "../../../workload/reconnects.js";
import { Rig } from "./rig.js";
import { startServer } from "./small-server.js";

const sessions = 5_000;

/** The next message from the server process. */
async function told(server: ChildProcess): Promise<Readonly<Record<string, number>>> {
  const [words] = await once(server, "message");
  return words;
}

/** Releases the sessions one after the other, as a pacer does, so that answers are handled in between. */
async function eachSession(count: number, release: (session: number) => void): Promise<void> {
  for (let session = 0; session < count; session++) {
    release(session);
    if (session % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a reconnect storm", () => {
  test("of 5,000 sessions of one process leaves every message accounted for, and none answered twice", async (context) => {
    const { files } = machineLimits();
    context.skip(files !== null && files < sessions + 200, `needs ${sessions + 200} open files (ulimit -n)`);
    const server = fork(fileURLToPath(new URL("storm-server.mjs", import.meta.url)), { execArgv: [] });
    try {
      const { port } = await told(server);
      const session = { reconnect: { kind: "exponential", initial: "500ms", max: "2s" }, replyParts: 2 };
      const rig = new Rig(new URL(`http://127.0.0.1:${port}`), { session, timeout: "100s", connections: sessions });
      await rig.driver.open();
      await eachSession(sessions, (number) => rig.session(number));
      await rig.until(() => rig.driver.counters.opened === sessions);
      await eachSession(sessions, (number) => rig.message(0, { session: number }));
      server.send("storm");
      await rig.until(() => rig.driver.counters.lost === sessions);
      await eachSession(sessions, (number) => rig.message(1, { session: number }));
      await rig.until(() => rig.driver.inFlight === 0);
      await eachSession(sessions, (number) => rig.message(2, { session: number, last: true }));
      await rig.driver.close(100e6);
      server.send("tell");
      const seen = await told(server);
      const { counters } = rig.driver;
      const { answered, unexpected, timedOut, refused, reset, neverSent } = rig.counts();
      expect(answered + unexpected + timedOut + refused + reset + neverSent).toBe(3 * sessions);
      expect(rig.ends.size).toBe(3 * sessions);
      expect({ unexpected, timedOut, refused, neverSent }).toEqual({
        unexpected: 0,
        timedOut: 0,
        refused: 0,
        neverSent: 0,
      });
      expect(reset).toBeGreaterThan(0);
      expect(counters).toMatchObject({ sessions, opened: 2 * sessions, reconnects: sessions, lost: seen.cut });
      expect(counters).toMatchObject({ late: 0, duplicates: 0, unknown: 0, exhausted: 0, sessionsLost: 0 });
      expect(counters.refused).toBeGreaterThan(0);
      expect(seen.received).toBeLessThanOrEqual(answered + reset);
      expect(seen.replied).toBeGreaterThanOrEqual(answered);
    } finally {
      server.kill();
    }
  });

  test("is spread by full jitter: no session comes back before its own pause", async () => {
    const [count, initial] = [200, 600_000];
    const server = await startServer();
    const rig = new Rig(server.url, {
      session: { reconnect: { kind: "exponential", initial: "600ms" } },
      connections: count,
    });
    await eachSession(count, (number) => rig.session(number));
    await rig.until(() => server.connections.length === count);
    const cutAt = rig.now();
    const backAt = new Map<string, number>();
    server.server.on("connection", (_socket, { headers }) => backAt.set(String(headers["x-fleetcast-id"]), rig.now()));
    for (const socket of server.server.clients) socket.terminate();
    await rig.until(() => backAt.size === count);
    const policy = { kind: "exponential", initial, max: 30_000_000, jitter: "full" } as const;
    const tooEarly = [...backAt].filter(([id, at]) => {
      const number = Number(id.split("-").at(-1));
      const pause = reconnectPause(policy, 1, { seed: 1, demand: "turns", session: number, attempt: 1 })!;
      return at - cutAt < pause - 1_000;
    });
    expect(tooEarly).toEqual([]);
    await rig.driver.close(0);
    await server.stop();
  });
});
