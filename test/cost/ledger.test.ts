import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hour } from "../../scenarios/language/units/time.js";
import { UsageLedger } from "../../sim/cost/ledger.js";
import { meterTask } from "../../sim/cost/metering.js";
import { baselineTask } from "./shipped.js";

const account = { meter: "kms-requests", service: "s" } as const;
const seconds = (count: number) => count * 1e6;

const hourlyOf = (ledger: UsageLedger) => ledger.snapshot().readings.map((reading) => [...reading.hourly]);

describe("a ledger of two and a half hours", () => {
  const end = 2.5 * hour;

  test("books a span into the hours it touches and nothing outside the window", () => {
    const ledger = new UsageLedger(end);
    ledger.span(account, -hour, 3 * hour, 2);
    expect(hourlyOf(ledger)).toEqual([[2 * hour, 2 * hour, hour]]);
  });

  test("spreads a count evenly and drops the share outside the window", () => {
    const ledger = new UsageLedger(end);
    ledger.spread(account, -hour, hour, 60);
    ledger.spread(account, 2 * hour, 3 * hour, 60);
    expect(hourlyOf(ledger)).toEqual([[30, 0, 30]]);
  });

  test("counts an instant from the first microsecond to the last", () => {
    const ledger = new UsageLedger(end);
    for (const at of [-1, 0, hour, end - 1, end]) ledger.count(account, at, 1);
    expect(hourlyOf(ledger)).toEqual([[1, 1, 1]]);
  });

  test("has nothing on accounts that nobody used", () => {
    const ledger = new UsageLedger(end);
    ledger.span(account, 0, end, 0);
    ledger.span(account, end, end + hour, 1);
    expect(ledger.snapshot().readings).toEqual([]);
  });

  test("refuses negative quantities, NaN and time that runs backwards, naming the meter", () => {
    const ledger = new UsageLedger(end);
    for (const [from, to, quantity] of [
      [0, 1, -1],
      [0, 1, Number.NaN],
      [Number.NaN, 1, 1],
      [1, 0, 1],
    ]) {
      expect(() => ledger.span(account, from, to, quantity)).toThrow(/kms-requests/);
    }
  });

  test("gives snapshots that later bookings leave alone", () => {
    const ledger = new UsageLedger(end);
    ledger.count(account, 0, 1);
    const before = ledger.snapshot();
    ledger.count(account, 0, 1);
    expect(before.readings[0].hourly[0]).toBe(1);
    expect(structuredClone(before)).toEqual(before);
  });

  test("holds what a microsecond-by-microsecond twin counts", () => {
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 90 }), fc.nat({ max: 120 }), (from, length) => {
        const window = 60;
        const ledger = new UsageLedger(window);
        ledger.span(account, from, from + length, 1);
        let twin = 0;
        for (let at = from; at < from + length; at++) if (at >= 0 && at < window) twin++;
        expect(ledger.snapshot().readings[0]?.hourly[0] ?? 0).toBe(twin);
      }),
    );
  });
});

describe("a Fargate task is billed", () => {
  const billedSeconds = (pullStartedAt: number, stoppedAt: number) => {
    const ledger = new UsageLedger(hour);
    meterTask(ledger, "s", { ...baselineTask, vcpu: 1 }, pullStartedAt, stoppedAt);
    return (ledger.snapshot().readings[0]?.hourly[0] ?? 0) / seconds(1);
  };

  test("60 seconds when it lives 20", () => expect(billedSeconds(seconds(100), seconds(120))).toBe(60));
  test("61 seconds when it lives 60.2", () => expect(billedSeconds(seconds(100), seconds(160.2))).toBe(61));
  test("within the window only, its minimum minute included", () => {
    expect(billedSeconds(seconds(-30), seconds(-10))).toBe(30);
    expect(billedSeconds(seconds(3590), seconds(3595))).toBe(10);
    expect(billedSeconds(seconds(-500), seconds(-400))).toBe(0);
    expect(billedSeconds(seconds(-500), Number.POSITIVE_INFINITY)).toBe(3600);
  });
});
