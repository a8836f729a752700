import { describe, expect, test } from "vitest";
import { z } from "zod";
import { integral, rateAt } from "../../workload/curves/index.js";
import { createDistribution } from "../../workload/distributions/index.js";
import {
  createDemands,
  createSessionTimeline,
  type DemandContext,
  demandShape,
  hasSessions,
  Random,
  type SessionDemandConfig,
  type SessionMoment,
  type SessionTimeline,
  trafficSpike,
} from "../../workload/index.js";
import { openSessions } from "../../workload/sessions.js";
import { clockOf, tablesOf, z999 } from "./fixture.js";

const steps = [{ cpu: "5ms" }];
const chat = { name: "chat", to: "sockets", curve: "4/s" };
const session = { messages: 5, between: { kind: "exponential", mean: "3s" }, message: { steps } };

function configOf(keys: object = {}, demand: object = {}): SessionDemandConfig {
  const config = z.decode(demandShape, { ...chat, session: { ...session, ...keys }, ...demand } as never);
  if (!hasSessions(config)) throw new Error("a demand without sessions");
  return config;
}

const clock = clockOf({ duration: "5m", warmup: "1m" });
const contextOf = (seed = 1): DemandContext => ({
  seed,
  serverSeed: seed,
  clock,
  tables: tablesOf(),
  spikes: [],
  slowdowns: [],
});

function momentsOf(timeline: SessionTimeline): SessionMoment[] {
  const moments: SessionMoment[] = [];
  while (timeline.nextAt < Number.POSITIVE_INFINITY) moments.push(timeline.take());
  return moments;
}

const momentsFor = (config: SessionDemandConfig, context = contextOf()) =>
  momentsOf(createSessionTimeline(config, context));

/** The slow, obvious twin: every session in full, one after the other, then everything sorted by time. */
function twin({ name, session, ...config }: SessionDemandConfig): readonly SessionMoment[] {
  const { session: _messages, ...flat } = { ...config, session };
  const [starts] = createDemands([{ ...flat, name, request: session.message }], contextOf());
  const between = createDistribution(session.between, tablesOf());
  const gap = new Int32Array(1);
  const all: SessionMoment[] = [];
  for (let number = 0; starts.nextAt < Number.POSITIVE_INFINITY; number++) {
    const gaps = Random.keyed(1, `sessions/${name}`, number);
    let at = starts.nextAt;
    starts.take(new Int32Array(8), 0);
    all.push({ at, session: number, message: null, isLast: false });
    for (let message = 0; message < session.messages; message++) {
      between.fill(gap, gaps);
      at += gap[0];
      if (at >= clock.horizon.to) break;
      all.push({ at, session: number, message, isLast: message === session.messages - 1 });
    }
  }
  return all.sort((a, b) => a.at - b.at || a.session - b.session || (a.message ?? -1) - (b.message ?? -1));
}

describe("the timeline of sessions", () => {
  test.each([
    ["gaps at random", {}, {}],
    ["no gaps at all", { between: "0s" }, {}],
    [
      "gaps as long as those between openings, so that everything happens at once",
      { between: "250ms" },
      { arrivals: "even" },
    ],
    ["sessions longer than the run", { messages: 1_000 }, { curve: "0.2/s" }],
    [
      "a burst of sessions",
      { messages: 30 },
      { curve: "3/s", arrivals: { kind: "bursty", dispersion: 9, timeScale: "2s" } },
    ],
  ])("is that of all sessions built one by one and sorted: %s", (_, keys, demand) => {
    const config = configOf(keys, demand);
    const moments = momentsFor(config);
    expect(moments.length).toBeGreaterThan(1_000);
    expect(moments).toEqual(twin(config));
  });

  test("has every message of a session in its order, and ends a session with its last one only", () => {
    const bySession = new Map<number, SessionMoment[]>();
    for (const moment of momentsFor(configOf())) {
      bySession.set(moment.session, [...(bySession.get(moment.session) ?? []), moment]);
    }
    for (const [opening, ...messages] of bySession.values()) {
      expect(opening.message).toBe(null);
      expect(messages.map(({ message }) => message)).toEqual(messages.map((_, index) => index));
      expect(messages.map(({ isLast }) => isLast)).toEqual(messages.map((_, index) => index === 4));
    }
    const cut = [...bySession.values()].filter((moments) => moments.length < 6);
    const opened = cut.map(([{ at }]) => at);
    expect(Math.min(...opened)).toBeGreaterThan(240e6); // within a minute of the end, twice the longest likely session
  });

  test("holds only the open sessions: rate × duration of them, as Little's law says", () => {
    const timeline = createSessionTimeline(
      configOf({ messages: 20, between: "2s" }, { arrivals: "even" }),
      contextOf(),
    );
    let most = 0;
    while (timeline.nextAt < Number.POSITIVE_INFINITY) {
      const due = timeline.nextAt;
      expect(timeline.take().at).toBe(due);
      most = Math.max(most, timeline.openCount);
    }
    expect(most).toBeGreaterThanOrEqual(4 * 40);
    expect(most).toBeLessThanOrEqual(4 * 40 + 1);
    expect(timeline.openCount).toBe(0);
  });

  test("is the same for the same seed whatever comes later: a spike does not change what earlier sessions do", () => {
    const spike = trafficSpike.shape.parse({ at: "3m", lasts: "1m", factor: 5 });
    const before = ({ at, session }: SessionMoment) => at < 180e6 && session < 700;
    const spiked = momentsFor(configOf(), { ...contextOf(), spikes: [spike] });
    const plain = momentsFor(configOf());
    expect(spiked.length).toBeGreaterThan(1.3 * plain.length);
    expect(spiked.filter(before)).toEqual(plain.filter(before));
    expect(momentsFor(configOf(), contextOf(2)).slice(0, 9)).not.toEqual(plain.slice(0, 9));
  });
});

describe("a demand of sessions", () => {
  test.each([{}, { keep: "30 %" }])("has the messages of its timeline, each to the microsecond: %o", (keys) => {
    const config = configOf({}, keys);
    const [demand] = createDemands([config], contextOf());
    const taken: number[] = [];
    for (; demand.nextAt < Number.POSITIVE_INFINITY; demand.take(new Int32Array(8), 0)) taken.push(demand.nextAt);
    const messages = momentsFor(config).filter(({ message }) => message !== null);
    expect(taken).toEqual(messages.map(({ at }) => at));
    expect(demand.classes).toMatchObject([{ name: "message", share: 1, timeout: 30e6, retries: null }]);
  });

  test("knows the rate of its messages: it rises as sessions fill up, and follows the sessions' own with their delay", () => {
    const [{ rates }] = createDemands([configOf()], contextOf());
    expect(integral(rates, -60e6, -59e6)).toBeLessThan(2);
    expect(integral(rates, 0, 300e6)).toBeCloseTo(4 * 5 * 300, 6);
    const counts = Array.from({ length: 30 }, (_, seed) => {
      const messages = momentsFor(configOf(), contextOf(seed)).filter(({ at, message }) => message !== null && at < 0);
      return messages.length;
    });
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const expected = integral(rates, -60e6, 0);
    // A session brings at most five messages, so the variance of the counts is at most 25 per session.
    const sessions = 4 * 60;
    expect(Math.abs(mean - expected)).toBeLessThan(z999 * Math.sqrt((25 * sessions) / counts.length));
  });

  test("with even openings and equal gaps has exactly that rate", () => {
    const config = configOf({ messages: 3, between: "2s" }, { arrivals: "even", curve: "10/s" });
    const [{ rates }] = createDemands([config], contextOf());
    const messages = momentsFor(config).filter(({ message }) => message !== null);
    for (const [from, to] of [
      [-60e6, -56e6],
      [-60e6, 0],
      [10e6, 20e6],
      [250e6, 300e6],
    ]) {
      const count = messages.filter(({ at }) => at >= from && at < to).length;
      expect(Math.abs(integral(rates, from, to) - count), `${from} to ${to}`).toBeLessThan(10);
    }
    expect(integral(rates, 0, 300e6)).toBeCloseTo(9_000, 6);
  });
});

describe("the shape of a session", () => {
  const problems = (keys: object) =>
    demandShape
      .safeParse({ ...chat, session: { ...session, ...keys } })
      .error?.issues.map(({ path, message }) => [path.join("."), message]);

  test("accepts gaps that can be drawn, at least one message, and a known policy", () => {
    expect(problems({})).toBe(undefined);
    expect(problems({ between: "1h" })?.[0][0]).toBe("session.between");
    expect(problems({ messages: 0 })?.[0][0]).toBe("session.messages");
    expect(problems({ reconnect: { kind: "sometimes" } })?.[0][0]).toBe("session.reconnect.kind");
    expect(problems({ reconnect: { kind: "fixed", delay: "2s" } })).toBe(undefined);
  });

  test("excludes request and classes", () => {
    const both = demandShape.safeParse({ ...chat, session, request: { steps } });
    expect(both.error?.issues.map(({ message }) => message)).toEqual(["one of request, classes and session"]);
  });
});

test("there are no open sessions at the start, and rate × length of them once the first have ended", () => {
  const horizon = { from: -600e6, to: 3_600e6 };
  const starts = { from: Float64Array.of(horizon.from), rate: Float64Array.of(5) };
  const open = openSessions(starts, 400e6, horizon);
  expect(rateAt(open, horizon.from)).toBe(0);
  expect(rateAt(open, horizon.from + 200e6)).toBeCloseTo(1_000, -2);
  expect(rateAt(open, 0)).toBe(2_000);
  expect(rateAt(open, 3_000e6)).toBe(2_000);
});
