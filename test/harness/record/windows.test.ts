import { expect, test } from "vitest";
import { ExpectedShare } from "../../../harness/record/expected-share.js";
import { CountedWindows, windowsPerBlock } from "../../../harness/record/windows.js";
import { integral, sampled } from "../../../workload/curves/segments.js";
import { second } from "./fixture.js";

const hour = 3_600 * second;

test("every 100 ms of half an hour has its own window", () => {
  const windows = new CountedWindows(hour / 2);
  expect(windows.of(0)).toBe(0);
  expect(windows.of(1_799_999_999)).toBe(windows.count - 1);
  for (const window of [0, 99, 100, 17_999]) expect(windows.of(windows.start(window) + 50_000)).toBe(window);
});

test("a day has no more windows than half an hour: only some blocks of ten seconds are counted", () => {
  const windows = new CountedWindows(24 * hour);
  expect(windows.count).toBe(new CountedWindows(hour / 2).count);
  const [first, skipped, next] = [windows.start(0), 10 * second, windows.start(windowsPerBlock)];
  expect([windows.of(first), windows.of(skipped), windows.of(next)]).toEqual([0, null, windowsPerBlock]);
  expect(next).toBe(480 * second);
});

test("what is sent after the end has no window", () => {
  expect(new CountedWindows(10 * second).of(10 * second)).toBeNull();
});

test("the share of expected arrivals is their integral, warm-up left out", () => {
  const rates = sampled((at) => 50 + Math.max(0, at) / second, second, { from: -5 * second, to: 60 * second });
  const share = new ExpectedShare(rates, 60 * second);
  const total = integral(rates, 0, 60 * second);
  for (const at of [0, 1, 999_999, 17.3 * second, 60 * second]) {
    expect(share.at(at)).toBeCloseTo(integral(rates, 0, at) / total, 12);
  }
});

test("where no rate is known, the share is that of time", () => {
  const none = { from: Float64Array.of(0), rate: Float64Array.of(0) };
  expect(new ExpectedShare(none, 8 * second).at(2 * second)).toBe(0.25);
});
