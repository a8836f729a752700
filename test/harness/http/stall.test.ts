import { monitorEventLoopDelay } from "node:perf_hooks";
import { expect, test } from "vitest";
import { Drive, ends, evenly, latencyMs, ms, requestClass, second } from "./drive.js";
import { serve } from "./targets.js";

/**
 * The server holds every reply during the last 0.5 s of each 5 s. A tenth of the requests, which come every 10 ms,
 * falls into such a stall and waits for its end: evenly between 0 and 500 ms. The latency that a share s of all
 * requests does not exceed is therefore 0 up to s = 0.9, and 500 ms x (s - 0.9) / 0.1 above: 250 ms at 95 %, 450 ms at
 * 99 %.
 */
const cycle = 5 * second;
const stall = 0.5 * second;

// A busy machine only ever adds to latencies, so the lower bounds hold on any machine. The upper ones allow for the
// machine's own delay, once for each of the three turns of the event loop that a request takes: its release, its reply,
// its receipt.
test("a server that stalls for a tenth of the time shows in the latency from when requests were due", {
  timeout: 30_000,
  retry: 2,
}, async () => {
  let now = () => 0;
  const { url } = await serve((_, response) => {
    const at = now() % cycle;
    if (at < cycle - stall) response.end();
    else setTimeout(() => response.end(), Math.ceil((cycle - at) / ms));
  });
  const drive = new Drive(url, { connections: 64 });
  now = () => drive.now();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const ended = await drive.run(evenly(1_000, 10 * ms, requestClass()));
  const busyMs = (3 * delay.percentile(99)) / 1e6;
  expect(ends(ended)).toEqual({ answered: 1_000 });
  expect(latencyMs(ended, 0.5)).toBeLessThan(20 + busyMs);
  expect(latencyMs(ended, 0.95)).toBeGreaterThan(200);
  expect(latencyMs(ended, 0.95)).toBeLessThan(300 + busyMs);
  expect(latencyMs(ended, 0.99)).toBeGreaterThan(425);
  expect(latencyMs(ended, 0.99)).toBeLessThan(490 + busyMs);
});
