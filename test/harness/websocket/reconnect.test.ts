import { describe, expect, test } from "vitest";
import { pauseMin, reconnectPause } from "../../../harness/websocket/connection.js";
import { kolmogorovSmirnov } from "../../../sim/statistics/index.js";

const key = { seed: 1, demand: "turns", session: 3, attempt: 1 };
const growing = { kind: "exponential", initial: 500_000, max: 30_000_000 } as const;

describe("reconnectPause", () => {
  test("is none for a session that never comes back", () => {
    expect(reconnectPause({ kind: "never" }, 1, key)).toBeNull();
  });

  test("is the same each time with fixed, and never below the floor", () => {
    expect([1, 9].map((failures) => reconnectPause({ kind: "fixed", delay: 700_000 }, failures, key))).toEqual([
      700_000, 700_000,
    ]);
    expect(reconnectPause({ kind: "fixed", delay: 0 }, 1, key)).toBe(pauseMin);
    expect(reconnectPause({ kind: "immediate" }, 1, key)).toBe(pauseMin);
  });

  test("doubles up to its limit without jitter", () => {
    const pauses = [1, 2, 3, 7, 2_000].map((failures) => reconnectPause({ ...growing, jitter: "none" }, failures, key));
    expect(pauses).toEqual([500_000, 1_000_000, 2_000_000, 30_000_000, 30_000_000]);
  });

  test.each([1, 2, 3])("is uniform over clients with full jitter, up to the doubled pause (failure %i)", (failures) => {
    const longest = 500_000 * 2 ** (failures - 1);
    const pauses = Array.from(
      { length: 5_000 },
      (_, session) => reconnectPause({ ...growing, jitter: "full" }, failures, { ...key, session, attempt: failures })!,
    );
    expect(kolmogorovSmirnov(pauses, (pause) => pause / longest).pValue).toBeGreaterThan(0.001);
  });

  test("differs from storm to storm for the same client, and not from run to run", () => {
    const policy = { ...growing, jitter: "full" } as const;
    expect(reconnectPause(policy, 1, key)).not.toBe(reconnectPause(policy, 1, { ...key, attempt: 2 }));
    expect(reconnectPause(policy, 1, key)).toBe(reconnectPause(policy, 1, { ...key }));
  });
});
