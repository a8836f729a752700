import { describe, expect, test } from "vitest";
import { CronSchedule, cronProblem } from "../../workload/cron.js";

/** The next times of an expression, in UTC. */
function fires(expression: string, timezone: string, start: string, count = 3): readonly string[] {
  const startEpochMs = Date.parse(start);
  const schedule = new CronSchedule(expression, { startEpochMs, timezone });
  const instants: number[] = [];
  for (let at = 0; instants.length < count; ) {
    at = schedule.nextAfter(at);
    instants.push(at);
  }
  return instants.map((at) => new Date(startEpochMs + at / 1000).toISOString().slice(0, 16));
}

describe("a cron expression", () => {
  test("means the wall clock of its zone: 08:45 in Tokyo is 23:45 UTC the day before", () => {
    expect(fires("45 8 * * *", "Asia/Tokyo", "2026-03-02T14:00:00Z")).toEqual([
      "2026-03-02T23:45",
      "2026-03-03T23:45",
      "2026-03-04T23:45",
    ]);
  });

  test("of AWS has six fields, a year at the end", () => {
    expect(fires("cron(45 23 * * ? *)", "UTC", "2026-03-02T14:00:00Z", 2)).toEqual([
      "2026-03-02T23:45",
      "2026-03-03T23:45",
    ]);
    expect(fires("cron(0 9 1 JAN ? 2028)", "UTC", "2026-03-02T14:00:00Z", 1)).toEqual(["2028-01-01T09:00"]);
  });

  test("of AWS counts Sunday as day 1, where Unix counts it as day 0", () => {
    // 2026-03-02 is a Monday.
    expect(fires("cron(0 9 ? * 2 *)", "UTC", "2026-03-01T12:00:00Z", 1)).toEqual(["2026-03-02T09:00"]);
    expect(fires("0 9 * * 1", "UTC", "2026-03-01T12:00:00Z", 1)).toEqual(["2026-03-02T09:00"]);
    expect(fires("cron(0 9 ? * MON-FRI *)", "UTC", "2026-03-06T12:00:00Z", 1)).toEqual(["2026-03-09T09:00"]);
  });

  test("of AWS knows the last Friday, the first Monday and every quarter of an hour from one on", () => {
    expect(fires("cron(0 9 ? * 6L *)", "UTC", "2026-03-02T00:00:00Z", 1)).toEqual(["2026-03-27T09:00"]);
    expect(fires("cron(0 9 ? * 2#1 *)", "UTC", "2026-03-02T00:00:00Z", 1)).toEqual(["2026-03-02T09:00"]);
    expect(fires("cron(5/15 9 * * ? *)", "UTC", "2026-03-02T00:00:00Z", 2)).toEqual([
      "2026-03-02T09:05",
      "2026-03-02T09:20",
    ]);
  });

  test("keeps its wall-clock time over a change of clocks", () => {
    // New York: 08:45 is 13:45 UTC in winter, 12:45 UTC from 2026-03-08 on.
    expect(fires("45 8 * * *", "America/New_York", "2026-03-07T00:00:00Z", 2)).toEqual([
      "2026-03-07T13:45",
      "2026-03-08T12:45",
    ]);
  });

  test("fires right after the gap where the clock change skips its time", () => {
    // 02:30 does not exist on 2026-03-08; 03:00 EDT is 07:00 UTC.
    expect(fires("30 2 * * *", "America/New_York", "2026-03-07T12:00:00Z", 2)).toEqual([
      "2026-03-08T07:00",
      "2026-03-09T06:30",
    ]);
  });

  test("fires once where the clock change repeats its time", () => {
    expect(fires("30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", 2)).toEqual([
      "2026-11-01T05:30",
      "2026-11-02T06:30",
    ]);
  });

  test("fires strictly after the instant asked for, to the microsecond", () => {
    const day = 86_400_000_000;
    const schedule = new CronSchedule("0 0 * * *", { startEpochMs: Date.UTC(2026, 2, 2), timezone: "UTC" });
    expect(schedule.nextAfter(-1)).toBe(0);
    expect(schedule.nextAfter(0)).toBe(day);
    expect(schedule.nextAfter(day - 1)).toBe(day);
    expect(schedule.nextAfter(-day)).toBe(0);
  });

  test("gives the same answers in whatever order the instants are asked about", () => {
    const create = () => new CronSchedule("*/7 * * * *", { startEpochMs: Date.UTC(2026, 2, 2), timezone: "UTC" });
    const schedule = create();
    for (const minutes of [0, 3, 7, 6.9, 30, 2, 28, 27.9, 55, 56, 59, 60]) {
      expect(schedule.nextAfter(minutes * 60_000_000)).toBe(create().nextAfter(minutes * 60_000_000));
    }
  });

  test("that never fires again gives Infinity", () => {
    const schedule = new CronSchedule("cron(0 9 1 1 ? 2020)", { startEpochMs: Date.UTC(2026, 2, 2), timezone: "UTC" });
    expect(schedule.nextAfter(0)).toBe(Number.POSITIVE_INFINITY);
  });
});

test.each(["", "45 8 * *", "61 8 * * *", "45 8 * * * *", "cron(45 8 * *)", "every day", "cron(45 8 * * ? *"])(
  "a cron expression is not: %s",
  (expression) => {
    expect(cronProblem(expression)).toBeTypeOf("string");
  },
);
