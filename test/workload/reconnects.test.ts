import { describe, expect, test } from "vitest";
import { kolmogorovSmirnov } from "../../sim/statistics/index.js";
import { keyed } from "../../workload/random.js";
import {
  pauseMin,
  type ReconnectPolicy,
  reconnectPause,
  reconnectShape,
  reconnects,
} from "../../workload/reconnects.js";

const key = { seed: 1, demand: "turns", session: 3, attempt: 1 };
const growing = { initial: 500_000, max: 30_000_000 } as const;

/** Each kind as a scenario writes it; the suite fails for a kind without an entry. */
const examples: Readonly<Record<string, object>> = {
  immediate: {},
  fixed: { delay: "700ms" },
  exponential: { jitter: "none" },
  "full-jitter": {},
  "equal-jitter": {},
  "decorrelated-jitter": {},
  never: {},
};

/**
 * The pauses of one client before each attempt, straight from the definition: a loop over one outage that counts the
 * attempts, as in AWS's article. `random` returns the draw for an attempt.
 */
const twins: Readonly<Record<string, (random: (attempt: number) => number, tries: number) => (number | null)[]>> = {
  immediate: (_, tries) => loop(tries, () => 100_000),
  fixed: (_, tries) => loop(tries, () => 700_000),
  exponential: (_, tries) => loop(tries, (attempt) => capped(attempt)),
  "full-jitter": (random, tries) => loop(tries, (attempt) => between(0, capped(attempt), random(attempt))),
  "equal-jitter": (random, tries) =>
    loop(tries, (attempt) => {
      const temp = capped(attempt);
      return temp / 2 + between(0, temp / 2, random(attempt));
    }),
  "decorrelated-jitter": (random, tries) => {
    let sleep = growing.initial as number;
    return loop(tries, (attempt) => {
      sleep = Math.round(Math.min(growing.max, between(growing.initial, sleep * 3, random(attempt))));
      return sleep;
    });
  },
  never: (_, tries) => loop(tries, () => null),
};

function loop(tries: number, pause: (attempt: number) => number | null): (number | null)[] {
  return Array.from({ length: tries }, (_, attempt) => pause(attempt));
}

function capped(attempt: number): number {
  return Math.min(growing.max, growing.initial * 2 ** attempt);
}

function between(low: number, high: number, uniform: number): number {
  return low + uniform * (high - low);
}

function policyOf(kind: string): ReconnectPolicy {
  return reconnectShape.parse({ kind, ...examples[kind] });
}

/** The pauses of a client that connected at its first attempt, lost that connection and has been refused ever since. */
function pausesOf(policy: ReconnectPolicy, session: number, tries: number): (number | null)[] {
  return Array.from({ length: tries }, (_, at) => reconnectPause(policy, at + 1, { ...key, session, attempt: at + 1 }));
}

test("every policy has an example here", () => {
  expect(reconnects.map(({ kind }) => kind).filter((kind) => examples[kind] === undefined)).toEqual([]);
});

describe.each(reconnects.map(({ kind }) => kind))("%s", (kind) => {
  test("pauses as its definition says, for each client and attempt", () => {
    for (const session of [0, 1, 2, 77]) {
      const random = (attempt: number) => keyed(key.seed, "reconnect/turns", session, attempt + 1);
      const twin = twins[kind](random, 12).map((pause) => (pause === null ? null : Math.round(pause)));
      expect(pausesOf(policyOf(kind), session, 12)).toEqual(twin);
    }
  });

  test("gives up after the allowed number of attempts in a row", () => {
    const policy = policyOf(kind);
    if (kind === "never") return expect(reconnectPause(policy, 1, key)).toBeNull();
    const limited = { ...policy, attempts: 3 } as ReconnectPolicy;
    expect(pausesOf(limited, 3, 5).map((pause) => pause === null)).toEqual([false, false, false, true, true]);
  });
});

test("full jitter draws uniformly up to the doubled pause, equal jitter uniformly over its upper half", () => {
  for (const failures of [1, 2, 3]) {
    const longest = 500_000 * 2 ** (failures - 1);
    const drawn = (kind: string) =>
      Array.from(
        { length: 5_000 },
        (_, session) => reconnectPause(policyOf(kind), failures, { ...key, session, attempt: failures })!,
      );
    const uniform = (low: number) => (pause: number) => (pause - low) / (longest - low);
    expect(kolmogorovSmirnov(drawn("full-jitter"), uniform(0)).pValue).toBeGreaterThan(0.001);
    expect(kolmogorovSmirnov(drawn("equal-jitter"), uniform(longest / 2)).pValue).toBeGreaterThan(0.001);
  }
});

test("a storm of 10,000 clients is spread as the definitions say: not at all, over the whole pause, over half of it, and from the base on", () => {
  const first = (kind: string) => {
    const pauses = Array.from({ length: 10_000 }, (_, session) => pausesOf(policyOf(kind), session, 1)[0]!);
    return { least: Math.min(...pauses), most: Math.max(...pauses), mean: pauses.reduce((a, b) => a + b) / 10_000 };
  };
  // Means of 10,000 uniform draws have a standard error of width ÷ √(12 · 10,000); the margins are four of these.
  const within = (value: number, expected: number, width: number) =>
    expect(Math.abs(value - expected)).toBeLessThan((4 * width) / Math.sqrt(120_000));
  expect(first("exponential")).toEqual({ least: 500_000, most: 500_000, mean: 500_000 });
  within(first("full-jitter").mean, 250_000, 500_000);
  within(first("equal-jitter").mean, 375_000, 250_000);
  within(first("decorrelated-jitter").mean, 1_000_000, 1_000_000);
  expect(first("full-jitter").least).toBeLessThan(1_000);
  expect(first("equal-jitter").least).toBeGreaterThanOrEqual(250_000);
  expect(first("decorrelated-jitter").least).toBeGreaterThanOrEqual(500_000);
  expect(first("decorrelated-jitter").most).toBeGreaterThan(1_400_000);
});

test("exponential draws its full jitter as the policy of that name does", () => {
  const policy = { kind: "exponential", ...growing, jitter: "full" } as const;
  expect(pausesOf(policy, 5, 8)).toEqual(pausesOf(policyOf("full-jitter"), 5, 8));
});

test("no pause is below the floor, and none is above it when the limit equals it", () => {
  const tiny = { initial: 0, max: 1_000 };
  expect(reconnectPause({ kind: "fixed", delay: 0 }, 1, key)).toBe(pauseMin);
  expect(reconnectPause({ kind: "exponential", ...tiny, jitter: "none" }, 9, key)).toBe(pauseMin);
  expect(reconnectPause({ kind: "decorrelated-jitter", ...tiny }, 9, { ...key, attempt: 9 })).toBe(pauseMin);
  expect(reconnectPause({ kind: "exponential", ...growing, jitter: "none" }, 2_000, { ...key, attempt: 2_000 })).toBe(
    30_000_000,
  );
});

test("a pause differs from storm to storm for the same client, and not from run to run", () => {
  const policy = { kind: "full-jitter", ...growing } as const;
  expect(reconnectPause(policy, 1, key)).not.toBe(reconnectPause(policy, 1, { ...key, attempt: 2 }));
  expect(reconnectPause(policy, 1, key)).toBe(reconnectPause(policy, 1, { ...key }));
});
