import { describe, expect, test } from "vitest";
import { type Network, throughputs } from "../../../harness/calibrate/closed-network.js";
import { orderOf, visitsOf } from "../../../harness/calibrate/in-order.js";
import { type CurvePoint, congestion, findLimit, type Limit } from "../../../harness/calibrate/limit.js";
import { curveOf, fixed, type ModelServer, probeOf } from "./model-server.js";

const network = (more: Partial<Network>): Network => ({
  ...{ outside: 0, wait: 0, cpu: 0, threads: 1, variation: 1, slots: Infinity },
  ...more,
});
const pointsOf = (rates: Readonly<Record<number, number>>, share = 0.02): readonly CurvePoint[] =>
  Object.entries(rates).map(([connections, rate]) => ({
    connections: Number(connections),
    rate,
    error: share * rate,
    window: 0,
  }));
const oneThread = { threads: [1], cpu: null };

describe("a closed network", () => {
  // X(1) = 1 / 25 ms; X(2) = 2 / (20 + 5 · (1 + 5/25)) ms, by the arrival theorem.
  test("completes what mean-value analysis says, worked by hand", () => {
    const [one, two] = throughputs(network({ wait: 20_000, cpu: 5_000 }), [1, 2]);
    expect([one, two]).toEqual([expect.closeTo(40, 9), expect.closeTo(2_000 / 26, 9)]);
  });

  test("of slots alone completes one request each per holding time, and no more with more connections", () => {
    const rates = throughputs(network({ wait: 25_000, slots: 6 }), [1, 6, 7, 60]);
    expect(rates).toEqual([40, 240, 240, 240].map((rate) => expect.closeTo(rate, 9)));
  });

  // Two threads without a wait complete n / cpu, for n up to two. With a delay in front of them, this is the machine
  // repairman model.
  test("of two threads behind a delay is the machine repairman's", () => {
    const [rate] = throughputs(network({ wait: 10_000, cpu: 10_000, threads: 2 }), [4]);
    const weights = [1, 4, 6, 6, 3]; // Π (4 − k + 1) / min(k, 2), with delay = cpu
    const total = weights.reduce((sum, each) => sum + each, 0);
    const busy = weights.reduce((sum, each, n) => sum + each * Math.min(n, 2), 0);
    expect(rate).toBeCloseTo((busy / total / 10_000) * 1e6, 9);
  });

  test("is what a slow simulation of exponential work completes", () => {
    const exponential = (mean: number) => ({ kind: "exponential", mean });
    const server = { slots: 5, outside: 3_000, wait: exponential(8_000), cpu: exponential(2_000), isShared: true };
    const [seen] = curveOf(server, [8], 60);
    const [expected] = throughputs(network({ outside: 3_000, wait: 8_000, cpu: 2_000, slots: 5 }), [8]);
    expect(Math.abs(seen.rate / expected - 1)).toBeLessThan(0.02);
  });
});

const connections = [1, 2, 3, 4, 6, 8, 9, 16, 32];
const lognormal = (median: number, sigma: number) => ({ kind: "lognormal", median, sigma });

/** The limit found for a model server from a curve with two seconds per level and a probe at 70/s. */
function limitOf(server: ModelServer, seed = 1): Limit {
  const visits = visitsOf(probeOf(server, 70, 30, seed))!;
  return findLimit(curveOf(server, connections, 2, seed), { ...oneThread, deviance: congestion(visits) })!;
}

describe("what limits a server", () => {
  // Stalls of the machine bent this curve as a CPU of 4.09 ms would; but requests that met others took no longer.
  test("is six slots, though the curve alone looks like that of a CPU", () => {
    const curve = pointsOf({ 2: 82, 4: 147, 8: 208, 16: 245, 32: 236 }, 0.05);
    expect(findLimit(curve, oneThread)!.fits[0].kind).toBe("cpu");
    const server = { slots: 6, outside: 600, wait: lognormal(23_000, 0.2), cpu: fixed(300) };
    const deviance = congestion(visitsOf(probeOf(server, 70, 60))!);
    const { fits, capacity } = findLimit(curve, { ...oneThread, deviance })!;
    expect([fits[0].kind, fits[0].network.slots]).toEqual(["slots", 6]);
    expect(Math.abs(capacity / 237 - 1)).toBeLessThan(0.06);
  });

  test("is its slots, when these are all taken before the CPU is busy", () => {
    const limit = limitOf({ slots: 6, outside: 600, wait: lognormal(25_000, 0.02), cpu: fixed(300) });
    expect([limit.fits[0].kind, limit.fits[0].network.slots, limit.isTold]).toEqual(["slots", 6, true]);
    expect(limit.capacity / (6 / 0.0253)).toBeCloseTo(1, 1);
    expect(limit.cpuMax).toBeGreaterThan(300);
    expect(limit.cpuMax).toBeLessThan(3_000);
  });

  test.each([
    ["alone", { slots: 1_000, outside: 600, cpu: lognormal(4_000, 0.5) }],
    ["beside a wait", { slots: 1_000, outside: 600, wait: fixed(20_000), cpu: lognormal(4_000, 0.5) }],
  ])("is its CPU %s, where that is busy first", (_, server: ModelServer) => {
    const limit = limitOf(server);
    expect([limit.fits[0].kind, limit.isTold]).toEqual(["cpu", true]);
    expect(limit.fits[0].network.cpu / 4_533).toBeGreaterThan(0.95);
    expect(limit.fits[0].network.cpu / 4_533).toBeLessThan(1.05);
  });

  test("stays open when both explain the curve, until the CPU of the process settles it", () => {
    const curve = pointsOf({ 1: 30, 2: 58, 4: 100, 8: 120, 16: 125 }, 0.1);
    expect(findLimit(curve, oneThread)!.isTold).toBe(false);
    expect(findLimit(curve, { threads: [1], cpu: 8_000 })!.fits[0].kind).toBe("cpu");
    expect(findLimit(curve, { threads: [1], cpu: 300 })!.fits[0].kind).toBe("slots");
  });

  test("does not change through a level in which the machine stood still", () => {
    const rates = { 1: 40, 2: 79, 4: 157, 6: 236, 8: 238, 16: 237 };
    expect(findLimit(pointsOf({ ...rates, 3: 0 }), oneThread)).toEqual(findLimit(pointsOf(rates), oneThread));
  });

  test("is unknown with only two points", () => {
    expect(findLimit(pointsOf({ 1: 40, 2: 41 }), oneThread)).toBeNull();
  });
});

describe("the order of one thread", () => {
  test.each([
    [false, 0.5, "in-order"],
    [true, 0.5, "shared"],
    [false, 0.05, "in-order"],
    [true, 0.05, "shared"],
  ] as const)("is told by the times of those who met others (shared: %s, sigma %s)", (isShared, sigma, kind) => {
    const server = { slots: 1_000, outside: 600, cpu: lognormal(4_000, sigma), isShared };
    expect(orderOf(visitsOf(probeOf(server, 70, 40))!, 600)).toEqual({ kind, isTold: true });
  });

  test.each([
    [false, "in-order"],
    [true, "shared"],
  ] as const)(
    "is told of work that never varies, though what is taken off is a little wrong (shared: %s)",
    (isShared, kind) => {
      const server = { slots: 1_000, outside: 600, cpu: fixed(3_000), isShared };
      for (const before of [400, 600, 800]) {
        expect(orderOf(visitsOf(probeOf(server, 100, 40))!, before)).toEqual({ kind, isTold: true });
      }
    },
  );

  test("stays open when no requests meet", () => {
    const server = { slots: 1_000, outside: 600, cpu: fixed(1_000) };
    expect(orderOf(visitsOf(probeOf(server, 1, 60))!, 600).isTold).toBe(false);
  });
});
