import { expect, test } from "vitest";
import { Drive, ends, evenly, latencyMs, ms, requestClass, second } from "./drive.js";
import { serve } from "./targets.js";

/**
 * The server holds every reply for the last 0.5 s of each 5 s. Of the requests, one each 10 ms, a tenth falls into such a
 * stall and waits for its end: evenly between 0 and 500 ms. The latency that a share s of all requests does not exceed is
 * therefore 0 up to s = 0.9, and 500 ms x (s - 0.9) / 0.1 above: 250 ms at 95 %, 450 ms at 99 %.
 */
const cycle = 5 * second;
const stall = 0.5 * second;

test("a server that stalls for a tenth of the time shows in the latency from when requests were due", async () => {
  let drive: Drive | null = null;
  const { url } = await serve((_, response) => {
    const at = (drive?.now() ?? 0) % cycle;
    if (at < cycle - stall) response.end();
    else setTimeout(() => response.end(), (cycle - at) / ms);
  });
  drive = new Drive(url, { connections: 64 });
  const ended = await drive.run(evenly(1_000, 10 * ms, requestClass()));
  expect(ends(ended)).toEqual({ answered: 1_000 });
  expect(latencyMs(ended, 0.5)).toBeLessThan(20);
  expect(latencyMs(ended, 0.95)).toBeGreaterThan(200);
  expect(latencyMs(ended, 0.95)).toBeLessThan(300);
  expect(latencyMs(ended, 0.99)).toBeGreaterThan(425);
  expect(latencyMs(ended, 0.99)).toBeLessThan(490);
}, 20_000);
