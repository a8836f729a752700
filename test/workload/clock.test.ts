import { describe, expect, test } from "vitest";
import { z } from "zod";
import { hour } from "../../scenarios/language/units/time.js";
import { clockShape, instant, instantOf } from "../../workload/index.js";
import { timestampMicros } from "../../workload/timestamp.js";
import { clockOf } from "./fixture.js";

const night = { start: "2026-03-02T23:00", duration: "10h", timezone: "Asia/Tokyo", represents: "10h per day" };

describe("a clock", () => {
  test("shows instants in its zone", () => {
    const clock = clockOf(night);
    expect(clock.startEpochMs).toBe(Date.UTC(2026, 2, 2, 14));
    expect(clock.iso(0)).toBe("2026-03-02T23:00:00+09:00");
    expect(clock.iso(-1_500_000)).toBe("2026-03-02T22:59:58.5+09:00");
    expect(clock.localMinutes(0)).toBe(23 * 60);
    expect(clock.localMinutes(1.5 * hour)).toBe(30);
    expect([clock.weekday(0), clock.weekday(hour)]).toEqual([1, 2]); // Monday, Tuesday
  });

  test("follows the wall clock over a change of its offset", () => {
    const clock = clockOf({ start: "2026-03-29T00:00", timezone: "Europe/Berlin" });
    expect([0, 1.99, 2, 3].map((hours) => clock.localMinutes(hours * hour) / 60)).toEqual([
      0,
      expect.closeTo(1.99),
      3,
      4,
    ]);
    expect(clock.iso(2 * hour)).toBe("2026-03-29T03:00:00+02:00");
    const before = { from: -0.5 * hour, offset: "+01:00" };
    expect(clock.offsets).toEqual([before, { from: 2 * hour, offset: "+02:00" }]);
    expect(clockOf({ start: "2026-03-28T00:00", timezone: "Europe/Berlin" }).offsets).toEqual([before]);
  });

  test("shows every half hour of a year as Temporal does", () => {
    const clock = clockOf({ start: "2026-01-01T00:00", duration: "365d", timezone: "America/New_York" });
    for (let at = -clock.warmup; at < clock.duration; at += hour / 2) {
      const [date, time] = clock.iso(at).split("T");
      expect(clock.localMinutes(at)).toBe(Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)));
      expect(clock.weekday(at)).toBe(((Date.parse(date) / 86_400_000 + 3) % 7) + 1);
    }
  });

  test("has defaults: a Monday in UTC with half an hour of warm-up", () => {
    const config = clockShape.parse({});
    expect(z.encode(clockShape, config)).toEqual({
      start: "2026-03-02T00:00",
      duration: "1d",
      timezone: "UTC",
      warmup: "30m",
    });
  });

  test.each([
    ["start", "2026-02-30T10:00"],
    ["start", "2026-03-02"],
    ["start", "2026-03-02T10:00Z"],
    ["timezone", "Asia/Tokio"],
    ["duration", "0s"],
    ["represents", "10h per fortnight"],
    ["represents", "often"],
  ])("refuses a %s of %j", (key, written) => {
    expect(clockShape.safeParse({ [key]: written }).error?.issues.map(({ path }) => path)).toEqual([[key]]);
  });
});

describe("a month of 730 h", () => {
  const hours = (written: object) => clockOf(written).monthly.hours;

  test("is represented by whole days", () => {
    expect(hours({})).toBe(730);
    expect(hours({ duration: "7d" })).toBe(730);
  });

  test("is represented by a part of a day only as far as clock.represents says", () => {
    expect(hours(night)).toBeCloseTo(10 * (730 / 24), 9);
    expect(hours({ duration: "8h", represents: "8h per weekday" })).toBeCloseTo((8 * (730 / 24) * 5) / 7, 9);
    expect(hours({ duration: "2h", represents: "90m per weekend day" })).toBeCloseTo((1.5 * (730 / 24) * 2) / 7, 9);
    expect(hours({ duration: "2h", represents: "3h per month" })).toBe(3);
  });

  test.each([
    ["30d", "30 days as a month of 730 h, × 1.014"],
    ["730h", "a month of 730 h"],
    ["28d", "28 days as a month of 730 h, × 1.086"],
    ["27d", "27 whole days repeated over a month of 730 h"],
  ])("is represented by itself: %s", (duration, basis) => {
    expect(clockOf({ duration }).monthly).toEqual({ hours: 730, basis });
  });

  test("is not represented by ten hours without clock.represents", () => {
    const { monthly } = clockOf({ duration: "10h" });
    expect(monthly.hours).toBeNull();
    expect(monthly.basis).toContain("clock.represents");
  });

  test("keeps what it represents in its shortest spelling", () => {
    const config = clockShape.parse({ represents: "600m per  weekend day" });
    expect(z.encode(clockShape, config)).toMatchObject({ represents: "10h per weekend day" });
  });
});

describe("a moment", () => {
  const at = (written: unknown, clock = clockOf(night)) => instantOf(instant().parse(written), clock);

  test("is a duration since the start, or the first time that the local clock shows it", () => {
    expect(at("15m")).toBe(hour / 4);
    expect(at("23:00")).toBe(0);
    expect(at("02:00")).toBe(3 * hour);
    expect(at("22:00")).toBe(23 * hour);
  });

  test("falls where the wall clock falls on a short day", () => {
    expect(at("09:00", clockOf({ start: "2026-03-29T00:00", timezone: "Europe/Berlin" }))).toBe(8 * hour);
  });

  test("is written back as it was read", () => {
    for (const written of ["15m", "02:00"]) expect(instant().encode(instant().parse(written))).toBe(written);
    expect(instant().safeParse("noon").success).toBe(false);
  });
});

test("timestamps are read to the microsecond, with and without offset, or as seconds", () => {
  const base = Date.UTC(2023, 10, 16, 18, 17, 3) * 1_000;
  expect(timestampMicros("2023-11-16 18:17:03.9799600")).toBe(base + 979_960);
  expect(timestampMicros("2023-11-16T18:17:03Z")).toBe(base);
  expect(timestampMicros("2023-11-17T03:17:03.5+09:00")).toBe(base + 500_000);
  expect(timestampMicros("1700158623.25")).toBe(base + 250_000);
  expect(timestampMicros("12.5")).toBe(12_500_000);
  for (const text of ["", "yesterday", "2023-11-16", "2023-16-11 18:17:03", "2023-11-16 24:17:03"])
    expect(timestampMicros(text), text).toBeNaN();
});

test("Unix time is read in the unit that its size shows", () => {
  const written = ["1700158623.25", "1700158623250", "1700158623250.5", "1700158623250000", "1700158623250000000"];
  const base = Date.UTC(2023, 10, 16, 18, 17, 3) * 1_000 + 250_000;
  expect(written.map((text) => timestampMicros(text) - base)).toEqual([0, 0, 500, 0, 0]);
});
