import { describe, expect, test } from "vitest";
import { servedInOrder, visitsOf } from "../../../harness/calibrate/in-order.js";
import { clearOf, type FoundPauses, findPauses } from "../../../harness/calibrate/pauses.js";
import { fixed, type ModelServer, probeOf } from "./model-server.js";

const lognormal = (median: number, sigma: number) => ({ kind: "lognormal", median, sigma });
const slots: ModelServer = { slots: 6, outside: 600, wait: lognormal(25_000, 0.02), cpu: fixed(300) };
const thread: ModelServer = { slots: 1_000, outside: 600, cpu: lognormal(3_000, 0.3) };

function found(server: ModelServer, rate: number, seed = 1): FoundPauses | null {
  const visits = visitsOf(probeOf(server, rate, 60, seed))!;
  const isOneThread = server.wait === undefined;
  const responses = Float64Array.from(visits, ({ startedAt, endedAt }) => endedAt - startedAt);
  return findPauses(visits, isOneThread ? servedInOrder(visits, 600) : responses, !isOneThread);
}

describe("pauses of a whole server", () => {
  test.each([
    ["slots", slots, 70],
    ["one thread", thread, 90],
  ])("of 60 ms every 5 s are found on %s, with their length and interval", (_, server, rate) => {
    const pauses = found({ ...server, pauses: { every: 5_000_000, lasts: 60_000 } }, rate)!;
    expect(pauses.isRegular).toBe(true);
    expect(pauses.meanEvery / 5e6).toBeCloseTo(1, 2);
    expect(Math.abs(pauses.meanLasts / 60_000 - 1)).toBeLessThan(0.06);
    expect(pauses.count).toBeGreaterThanOrEqual(10);
  });

  test.each([
    ["steady waits", slots, 70],
    ["very different waits", { ...slots, wait: lognormal(20_000, 1) }, 70],
    ["one thread with work of all lengths", { ...thread, cpu: lognormal(2_000, 1) }, 90],
  ])("are not found where there are none: %s", (_, server, rate) => {
    for (const seed of [1, 2, 3]) expect(found(server, rate, seed)).toBeNull();
  });

  test("exclude the requests that met them, seen or not, and no others", () => {
    const server = { ...thread, pauses: { every: 5_000_000, lasts: 60_000 } };
    const visits = visitsOf(probeOf(server, 90, 60))!;
    const pauses = findPauses(visits, servedInOrder(visits, 600), false)!;
    const halfSeen = { ...pauses, endsAt: pauses.endsAt.filter((_, at) => at % 2 === 0) };
    const clear = clearOf(halfSeen, visits, 3_000);
    const late = visits.filter(({ startedAt, endedAt }, at) => clear[at] && endedAt - startedAt > 40_000);
    expect(late).toEqual([]);
    expect(clear.filter(Boolean).length / visits.length).toBeGreaterThan(0.95);
  });
});
