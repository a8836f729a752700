import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Drive, ends, evenly, ms, requestClass } from "./drive.js";
import { serve } from "./targets.js";

/** A server that answers after a delay, and the number of connections it has accepted. */
async function counted(delayMs: () => number) {
  let connections = 0;
  const { url, server } = await serve((_, response) => void setTimeout(() => response.end(), delayMs()));
  server.on("connection", () => connections++);
  return { url, connections: () => connections };
}

describe("connections", () => {
  const seen = 1; // the probe that checks whether the target can be reached

  test("stay as few as were opened at first while they are enough", async () => {
    const target = await counted(() => 2);
    const drive = new Drive(target.url, { connections: 1_000, opening: 14 });
    expect(ends(await drive.run(evenly(500, 2 * ms, requestClass())))).toEqual({ answered: 500 });
    expect(target.connections()).toBeLessThanOrEqual(14 + seen + 10); // a busy machine answers some requests late
    expect(drive.driver.counters.opened).toBeGreaterThanOrEqual(14);
  });

  test("become as many as are in flight when the target stalls, ahead of the requests that need them", async () => {
    const target = await counted(() => 1_000);
    const drive = new Drive(target.url, { connections: 1_000, opening: 8 });
    expect(ends(await drive.run(evenly(100, 5 * ms, requestClass())))).toEqual({ answered: 100 });
    expect(target.connections()).toBeGreaterThanOrEqual(100);
    expect(target.connections()).toBeLessThanOrEqual(100 * 1.25 + 8 + seen);
    expect(drive.driver.counters.waited).toBeLessThan(30);
  });

  test("become no more than are allowed: the others wait for one", async () => {
    const target = await counted(() => 50);
    const drive = new Drive(target.url, { connections: 20, opening: 4 });
    expect(ends(await drive.run(evenly(100, 0, requestClass())))).toEqual({ answered: 100 });
    expect(target.connections()).toBeLessThanOrEqual(20 + seen);
    expect(drive.driver.counters.waited).toBeGreaterThan(0);
  });

  test("that nobody needs yet and the target refuses end no request", async () => {
    const answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    let accepted = 0;
    const server = createServer((socket) => {
      accepted++;
      socket.on("error", () => {}).on("data", () => void setTimeout(() => socket.write(answer), 100));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const drive = new Drive(`http://127.0.0.1:${port}`, { connections: 1_000, opening: 4 });
    await drive.driver.open();
    while (accepted < 4 + seen) await sleep(5);
    server.close(); // it keeps the connections it has
    for (const planned of evenly(4, 0, requestClass())) drive.driver.release(planned);
    await drive.driver.close(5_000_000);
    expect(ends(drive.ended)).toEqual({ answered: 4 });
    expect(drive.driver.counters.refused).toBeGreaterThan(0);
  });
});
