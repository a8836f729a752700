import { describe, expect, test } from "vitest";
import { hour, minute } from "../../scenarios/language/units/time.js";
import { compileCurve, integral, rateAt, rateCurve } from "../../workload/curves/index.js";
import { clockOf, tablesOf } from "./fixture.js";

function compile(written: unknown, clock: object = {}, files = {}) {
  return compileCurve(rateCurve.parse(written), { clock: clockOf(clock), tables: tablesOf(files) });
}

const problems = (written: unknown) => rateCurve.safeParse(written).error?.issues.map(({ message }) => message);

describe("steps", () => {
  test("jump at the exact instant, and the first rate holds through warm-up", () => {
    const steps = [
      { at: "10s", rate: "5/s" },
      { at: "90.000001s", rate: "20/s" },
    ];
    const rates = compile({ kind: "steps", steps });
    expect([...rates.from]).toEqual([-30 * minute, 90_000_001]);
    expect([...rates.rate]).toEqual([5, 20]);
  });

  test("out of order are refused", () => {
    const steps = [
      { at: "10s", rate: "5/s" },
      { at: "10s", rate: "6/s" },
    ];
    expect(problems({ kind: "steps", steps })).toEqual(["moments that rise from step to step"]);
  });
});

test("a ramp is level, then straight, then level, and its steps keep the integral", () => {
  const rates = compile({ kind: "ramp", from: "10/s", to: "40/s", starts: "1h", lasts: "20m" });
  expect(rateAt(rates, 0)).toBe(10);
  expect(rateAt(rates, 2 * hour)).toBe(40);
  expect(integral(rates, hour, hour + 20 * minute)).toBeCloseTo(25 * 1_200, 6); // mean of the ends × 1,200 s
});

describe("daily", () => {
  const daily = { kind: "daily", peak: "150/s", trough: "20/s", peakHours: "09:00-23:00" };

  test("is at its peak in peakHours and at its trough beyond the ramps, by the local clock", () => {
    const rates = compile(daily, { start: "2026-03-02T23:00", timezone: "Asia/Tokyo", duration: "24h" });
    const at = (hours: number) => rateAt(rates, hours * hour); // hours since 23:00
    expect(at(-0.2)).toBe(150);
    expect(integral(rates, 0, hour)).toBeCloseTo(85 * 3_600, 6); // on the way down, half of it above the middle
    expect(at(1)).toBe(20);
    expect(at(8.9)).toBe(20); // 07:54
    expect(integral(rates, 9 * hour, 10 * hour)).toBeCloseTo(85 * 3_600, 6); // on the way up
    expect(at(10)).toBe(150); // 09:00
    expect(at(23.9)).toBe(150);
  });

  test("has 14 h of peak, 8 h of trough and two ramps, each worth half an hour of both levels", () => {
    const day = integral(compile(daily), 0, 24 * hour);
    expect(day).toBeCloseTo(3_600 * (15 * 150 + 9 * 20), 0);
  });

  test("follows the wall clock through both changes of Europe/Berlin", () => {
    const zone = { timezone: "Europe/Berlin", duration: "24h", warmup: "0s" };
    // 2026-03-29 has no 02:00-03:00, so 09:00 is eight hours after midnight; 2026-10-25 has it twice.
    const spring = compile({ ...daily, ramp: "0s" }, { ...zone, start: "2026-03-29T00:00" });
    expect([...spring.from]).toEqual([0, 8 * hour, 22 * hour]);
    const autumn = compile({ ...daily, ramp: "0s" }, { ...zone, start: "2026-10-25T00:00" });
    expect([...autumn.from]).toEqual([0, 10 * hour]);
    const next = compile({ ...daily, ramp: "0s" }, { ...zone, start: "2026-10-25T00:00", duration: "25h" });
    expect([...next.from]).toEqual([0, 10 * hour, 24 * hour]);
  });

  test("keeps its own zone if it names one", () => {
    const rates = compile({ ...daily, ramp: "0s", timezone: "Asia/Tokyo" }, { warmup: "0s" });
    expect([...rates.from]).toEqual([0, 14 * hour]); // 23:00 in Tokyo is 14:00 UTC
  });

  test("is scaled by weekday from midnight to midnight", () => {
    const weekend = { ...daily, peak: "10/s", trough: "10/s", weekdays: { sat: 0.5, sun: 0 } };
    const rates = compile(weekend, { start: "2026-03-06T00:00", duration: "4d", warmup: "0s" }); // a Friday
    expect([...rates.from]).toEqual([0, 24 * hour, 48 * hour, 72 * hour]);
    expect([...rates.rate]).toEqual([10, 5, 0, 10]);
  });

  test("refuses ramps that do not fit outside the peak", () => {
    expect(problems({ ...daily, ramp: "6h" })).toEqual(["a ramp of at most half of the time outside peakHours"]);
  });
});

describe("a spike", () => {
  test("lifts a curve by a factor between two moments", () => {
    const rates = compile({ kind: "spike", of: "10/s", at: "15m", lasts: "5m", factor: 3 });
    expect([...rates.from]).toEqual([-30 * minute, 15 * minute, 20 * minute]);
    expect([...rates.rate]).toEqual([10, 30, 10]);
  });

  test("with ramps brings a trapezoid: the added rate for the time it lasts, less one ramp", () => {
    const rates = compile({ kind: "spike", of: "10/s", at: "02:00", lasts: "10m", rate: "60/s", ramp: "2m" });
    expect(integral(rates, 2 * hour, 2 * hour + 10 * minute)).toBeCloseTo(10 * 600 + 60 * (600 - 120), 6);
    expect(integral(rates, 2 * hour, 2 * hour + 2 * minute)).toBeCloseTo((10 + 60 / 2) * 120, 6);
  });

  test("is given by a factor or a rate, and its ramps fit into it", () => {
    const spike = { kind: "spike", of: "10/s", at: "15m", lasts: "5m" };
    expect(problems(spike)).toEqual(["either factor or rate"]);
    expect(problems({ ...spike, factor: 2, ramp: "3m" })).toEqual(["a ramp of at most half of lasts"]);
  });
});

test("a CSV of rates repeats, before the start as well as after its last row", () => {
  const files = { "r.csv": "rps\n1\n2\n3\n" };
  const written = { kind: "csv", file: "r.csv", column: "rps", unit: "60/min", every: "10m" };
  const rates = compile(written, { duration: "40m", warmup: "10m" }, files);
  expect([...rates.from]).toEqual([-10, 0, 10, 20, 30].map((at) => at * minute));
  expect([...rates.rate]).toEqual([3, 1, 2, 3, 1]);
});

test("sum and product combine curves at every instant", () => {
  const steps = (first: unknown, second: unknown) => ({
    kind: "steps",
    steps: [
      { at: "0s", rate: first },
      { at: "10m", rate: second },
    ],
  });
  const sum = compile({ kind: "sum", of: [steps("1/s", "2/s"), "5/s"] });
  expect([...sum.rate]).toEqual([6, 7]);
  const product = compile({ kind: "product", of: steps("1/s", "2/s"), by: steps(3, 0.5) });
  expect([...product.rate]).toEqual([3, 1]);
});
