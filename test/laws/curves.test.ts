import { describe, expect, test } from "vitest";
import { z } from "zod";
import { compileCurve, curves, integral, rateAt, rateCurve } from "../../workload/curves/index.js";
import { clockOf, tablesOf } from "../workload/fixture.js";

/** A spelling of every kind; a new kind is tested by a line here. */
const examples: Readonly<Record<string, object>> = {
  constant: { rate: "20/s" },
  steps: {
    steps: [
      { at: "1h", rate: "5/s" },
      { at: "2h", rate: "50/s" },
    ],
  },
  ramp: { from: "10/s", to: "0/s", starts: "10m", lasts: "3h" },
  daily: { peak: "150/s", trough: "20/s", peakHours: "09:00-23:00", weekdays: { tue: 0.5 } },
  spike: { of: "20/s", at: "05:00", lasts: "1h", factor: 4, ramp: "10m" },
  csv: { file: "rates.csv", column: "rate", unit: "1/s", every: "7m" },
  sum: { of: ["3/s", { kind: "daily", peak: "9/s", trough: "1/s" }] },
  product: { of: "30/s", by: { kind: "daily", peak: 1, trough: 0.2 } },
};

const clock = clockOf({ start: "2026-03-28T23:00", duration: "10h", timezone: "Europe/Berlin" });
const { horizon } = clock;
const tables = tablesOf({ "rates.csv": "rate\n4\n0\n11\n2.5\n" });

describe.each(curves.map(({ kind }) => ({ kind })))("$kind", ({ kind }) => {
  const written = { kind, ...examples[kind] };
  const { from, rate } = compileCurve(rateCurve.parse(written), { clock, tables });

  test("covers warm-up and run with segments that rise in time and rates that are not negative", () => {
    expect(from[0]).toBe(horizon.from);
    expect(from.every((at, i) => i === 0 || at > from[i - 1])).toBe(true);
    expect(from.every((at) => at < horizon.to && Number.isInteger(at))).toBe(true);
    expect(rate.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
    expect(rate).toHaveLength(from.length);
  });

  test("has an integral that is the sum of its segments, and of its parts", () => {
    const ends = [...from.slice(1), horizon.to];
    const sum = ends.reduce((total, end, i) => total + (rate[i] * (end - from[i])) / 1e6, 0);
    const whole = integral({ from, rate }, horizon.from, horizon.to);
    expect(whole / sum).toBeCloseTo(1, 12);
    const middle = 3_333_333_333;
    const parts = integral({ from, rate }, horizon.from, middle) + integral({ from, rate }, middle, horizon.to);
    expect(parts / whole).toBeCloseTo(1, 12);
  });

  test("is found at any instant as a slow search finds it", () => {
    for (let at = horizon.from; at < horizon.to; at += 123_456_789) {
      expect(rateAt({ from, rate }, at)).toBe(rate[from.findLastIndex((begin) => begin <= at)]);
    }
  });

  test("is written back as it was read", () => {
    const decoded = z.decode(rateCurve, written);
    expect(z.decode(rateCurve, z.encode(rateCurve, decoded))).toEqual(decoded);
  });
});

test("every kind has an example here and one sentence about it", () => {
  expect(Object.keys(examples).sort()).toEqual(curves.map(({ kind }) => kind).sort());
  expect(curves.every(({ about }) => about.endsWith("."))).toBe(true);
});
