import { expect, test } from "vitest";
import type { Entry } from "../../../harness/calibrate/entry.js";
import { logObservation } from "../../../harness/calibrate/from/log-observation.js";

const entry = (startedAt: number | null): Entry => ({
  ...{ startedAt, isExact: true, duration: 20_000, isAnswered: true, server: "" },
});
const atOf = (...instants: readonly (number | null)[]) =>
  logObservation({ source: "log", entries: instants.map(entry), leftOut: new Map(), cpu: null, rate: null })!.at;
const noon = Date.UTC(2026, 10, 21, 12) * 1_000;

test("the time of a log is from its first request to its last, in whatever order they are written", () => {
  expect(atOf(noon + 90e6, noon + 1.5e6, noon + 3_600e6)).toBe("2026-11-21T12:00:01Z to 2026-11-21T13:00:00Z");
  expect(atOf(noon, noon + 999_999)).toBe("2026-11-21T12:00:00Z");
  expect(atOf(null, null)).toBeUndefined();
});
