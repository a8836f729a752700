import { describe, expect, test } from "vitest";
import { kolmogorovSmirnov } from "../../sim/statistics/index.js";
import { arrivalsShape, createArrivals } from "../../workload/arrivals/index.js";
import { Thinned } from "../../workload/arrivals/thinned.js";
import { integral } from "../../workload/curves/index.js";
import { sampled } from "../../workload/curves/segments.js";
import { createDemands, createSessionTimeline, demandShape, hasSessions, Random } from "../../workload/index.js";
import { keyedDraws } from "../../workload/random.js";
import { allOf, clockOf, significance, tablesOf, z999 } from "./fixture.js";

const horizon = { from: -600e6, to: 3_600e6 };
const rates = sampled((at) => 20 + at / 50e6, 1e6, horizon);

function whole() {
  const stream = (purpose: string) => Random.stream(1, "arrivals", "test", purpose);
  return createArrivals(arrivalsShape.parse("poisson"), { rates, horizon, tables: tablesOf(), stream });
}

const thinned = (keep: number) => new Thinned(whole(), keep, keyedDraws(1, "keep/test"));

describe("thinned arrivals", () => {
  test("of a Poisson process on a ramp are Poisson at the reduced rate", () => {
    const arrivals = thinned(0.1);
    const times = allOf(arrivals);
    const expected = integral(arrivals.rates, horizon.from, horizon.to);
    expect(expected).toBeCloseTo(0.1 * integral(rates, horizon.from, horizon.to), 6);
    expect(Math.abs(times.length - expected)).toBeLessThan(z999 * Math.sqrt(expected));
    const gaps = times.slice(1).map((time, i) => integral(arrivals.rates, times[i], time));
    expect(kolmogorovSmirnov(gaps, (x) => 1 - Math.exp(-x)).pValue).toBeGreaterThan(significance);
  });

  test("are a part of what a larger share keeps, and none when nothing is kept", () => {
    const more = new Set(allOf(thinned(0.5)));
    const fewer = allOf(thinned(0.2));
    expect(fewer.length).toBeGreaterThan(10_000);
    expect(fewer.filter((time) => !more.has(time))).toEqual([]);
    expect(allOf(thinned(0))).toEqual([]);
  });

  test("are the same in batches of any size, with nothing more to give after their end", () => {
    const all = allOf(thinned(0.3));
    const arrivals = thinned(0.3);
    const one = new Float64Array(1);
    const singly = Array.from(all, () => (arrivals.fill(one) === 1 ? one[0] : "none"));
    expect(singly).toEqual(all);
    expect([arrivals.fill(one), arrivals.fill(one)]).toEqual([0, 0]);
  });
});

describe("keep", () => {
  const request = { steps: [{ cpu: { kind: "exponential", mean: "5ms" } }] };
  const context = { seed: 1, clock: clockOf({ duration: "10m" }), tables: tablesOf(), spikes: [], slowdowns: [] };
  const configOf = (name: string, keys: object = {}) =>
    demandShape.parse({ name, to: "web", curve: "20/s", request, ...keys });

  function requestsOf(name: string, configs: readonly ReturnType<typeof configOf>[]) {
    const demand = createDemands(configs, context).find((each) => each.name === name)!;
    const row = new Int32Array(8);
    const taken: (readonly [at: number, cpu: number])[] = [];
    while (demand.nextAt < Number.POSITIVE_INFINITY) {
      const { nextAt } = demand;
      demand.take(row, 0);
      taken.push([nextAt, row[0]]);
    }
    return taken;
  }

  test("of one demand leaves the others as they were", () => {
    const alone = requestsOf("pages", [configOf("pages"), configOf("turns")]);
    const beside = requestsOf("pages", [configOf("pages"), configOf("turns", { keep: "10 %" })]);
    expect(beside).toEqual(alone);
  });

  test("of 100 % is the demand without it", () => {
    const plain = requestsOf("pages", [configOf("pages")]);
    expect(requestsOf("pages", [configOf("pages", { keep: 1 })])).toEqual(plain);
    expect(requestsOf("pages", [configOf("pages", { keep: "99 %" })]).length).toBeLessThan(plain.length);
  });

  test("of sessions keeps or drops each as a whole", () => {
    const session = { messages: 4, between: "1s", message: request };
    const config = configOf("chats", { request: undefined, session, keep: "25 %", curve: "40/s" });
    const timeline = createSessionTimeline(hasSessions(config) ? config : expect.unreachable(), context);
    const messages = new Map<number, number>();
    let opened = 0;
    while (timeline.nextAt < Number.POSITIVE_INFINITY) {
      const { at, session, message } = timeline.take();
      if (message === null && at < 595e6) opened++;
      messages.set(session, (messages.get(session) ?? -1) + 1);
    }
    const expected = 0.25 * 40 * (1_800 + 595);
    expect(Math.abs(opened - expected)).toBeLessThan(z999 * Math.sqrt(expected));
    expect([...messages.values()].slice(0, opened).every((count) => count === 4)).toBe(true);
  });
});
