import { describe, expect, test } from "vitest";
import { type SaturationOrder, saturate } from "../../../harness/calibrate/saturation.js";
import { serialServer } from "./serial-server.js";

async function saturated(server: { readonly url: string }, more: Partial<SaturationOrder> = {}) {
  let sent = 0;
  const order = {
    target: new URL(server.url),
    next: () => ({ method: "GET", path: `/${sent++}`, headers: { "x-number": String(sent) }, body: undefined }),
    expected: [],
    hold: 500_000,
    connectionsMax: 64,
    rateMax: 10_000,
    signal: new AbortController().signal,
    ...more,
  };
  return saturate(order);
}

describe("the saturating loop", () => {
  test("finds the most that a server completes: one over its service time", async () => {
    const { kind, rate, levels } = await saturated(await serialServer({ serviceMs: 10 }));
    expect(kind).toBe("saturated");
    // The server may be late and then completes less; in the luckiest level it completes a few requests more, which
    // began before the window.
    expect(rate).toBeLessThan(100 * (1 + 10 / 500) * 1.1);
    expect(rate).toBeGreaterThan(30);
    expect(levels.length).toBeGreaterThanOrEqual(3);
    expect(levels.map(({ connections }) => connections)).toEqual(
      levels.map((level) => level.connections).sort((a, b) => a - b),
    );
  });

  test("ends at the ceiling, or when it runs out of connections", async () => {
    const server = await serialServer({ serviceMs: 2 });
    expect(await saturated(server, { rateMax: 20 })).toMatchObject({ kind: "ceiling" });
    expect(await saturated(server, { connectionsMax: 2 })).toMatchObject({
      kind: "connections",
      levels: [{ connections: 1 }, { connections: 2 }],
    });
  });

  test("gives up on a server that fails, without dialing it thousands of times", async () => {
    const failing = await serialServer({ serviceMs: 5, status: 500 });
    expect(await saturated(failing)).toMatchObject({ kind: "failing", rate: 0 });
    expect(failing.connections()).toBeLessThan(10);
    const { kind, levels } = await saturated({ url: "http://127.0.0.1:9" });
    expect(kind).toBe("failing");
    expect(levels[0].failed).toBeLessThan(100_000);
  });

  test("stops when it is told to", async () => {
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), 100);
    expect(await saturated(await serialServer(), { signal: stopping.signal, hold: 60_000_000 })).toMatchObject({
      kind: "stopped",
    });
  });
});
