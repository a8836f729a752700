import { expect, test } from "vitest";
import { z } from "zod";
import { instant, momentKeys, momentsMost, momentsOf } from "../../workload/when.js";
import { clockOf } from "./fixture.js";

const clock = clockOf({ start: "2026-03-27T00:00", duration: "4d", timezone: "Europe/Dublin", warmup: "2h" });
const hours = (written: object, lasts?: number) =>
  momentsOf({ ...z.object(momentKeys).parse(written), lasts }, clock).map((at) => at / 3_600e6);

test.each([
  ["a duration since the start", { at: "30h" }, [30]],
  ["one before it", { at: "-90m" }, [-1.5]],
  ["a time of day, the first one", { at: "23:30" }, [23.5]],
  ["a date in the clock's zone, after its change to summer time", { at: "2026-03-29T20:00" }, [67]],
  ["each night, also in the warm-up", { cron: "0 23 * * *" }, [-1, 23, 47, 70, 94]],
  ["AWS's cron", { cron: "cron(0 12 ? * SUN *)" }, [59]],
  ["a date and each night, in order", { at: "40h", cron: "0 3 * * *" }, [3, 27, 40, 50, 74]],
  ["both at one moment", { at: "3h", cron: "0 3 27 * *" }, [3]],
])("a moment may be %s", (_what, written, due) => {
  expect(hours(written)).toEqual(due);
});

test("what began before the warm-up counts while it lasts", () => {
  expect(hours({ cron: "0 20 * * *" }, 3 * 3_600e6)[0]).toBe(-4);
  expect(hours({ cron: "0 20 * * *" }, 1 * 3_600e6)[0]).toBe(20);
});

test("very many moments are cut off", () => {
  const year = clockOf({ duration: "366d" });
  expect(momentsOf({ cron: "* * * * *" }, year)).toHaveLength(momentsMost);
});

test.each(["-15m", "15m", "02:00", "2026-03-18T20:00", "0s"])("%s is written back as it was", (written) => {
  expect(z.encode(instant(), z.decode(instant(), written))).toBe(written);
});

test("for a date without a time the remedy adds one; an offset is refused", () => {
  const hint = (written: string) => instant().safeDecode(written).error?.issues[0];
  expect(hint("2026-03-18")).toMatchObject({ params: { hint: "add the time: 2026-03-18T00:00" } });
  expect(hint("2026-03-18T20:00Z")).toBeDefined();
});
