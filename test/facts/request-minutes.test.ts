import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { INTERRUPTED, SHED, TIMEOUT } from "../../sim/facts/ends.js";
import { Recorder } from "../../sim/facts/recorder.js";
import { RequestMinutes } from "../../sim/facts/request-minutes.js";
import { columnsOf } from "../../sim/facts/service-metrics.js";

const columns = columnsOf(["requests", "latency", "tasks", "cpu", "memory"]);
const fleet = { desired: 6, running: 5, spot: 2, cpu: 0.5, memory: 0.25 };

function logOf(minutes: number, limits: readonly number[] = []) {
  const recorder = new Recorder();
  return { recorder, log: new RequestMinutes(recorder, columns, minutes, limits) };
}

const repeat = (count: number, action: () => void) => {
  for (let left = count; left > 0; left--) action();
};

describe("a minute", () => {
  test("has the requests that arrived and ended in it", () => {
    const { recorder, log } = logOf(3);
    recorder.arrived += 5;
    recorder.answer(100, false);
    recorder.answer(100, true);
    recorder.fail(INTERRUPTED, 100);
    log.close(0, fleet);
    log.close(1, fleet);
    recorder.arrived += 1;
    repeat(2, () => recorder.fail(TIMEOUT, 300));
    log.close(2, fleet);
    const { arrived, completed, degraded, failed, interrupted } = log.columns;
    expect([arrived, completed, degraded].map((column) => [...column])).toEqual([
      [5, 0, 1],
      [1, 0, 0],
      [1, 0, 0],
    ]);
    expect([failed, interrupted].map((column) => [...column])).toEqual([
      [1, 0, 2],
      [1, 0, 0],
    ]);
  });

  test("has the quantiles of its own answers and timeouts, none where there are none", () => {
    const { recorder, log } = logOf(3);
    repeat(99, () => recorder.answer(100, false));
    recorder.fail(TIMEOUT, 500);
    recorder.fail(SHED, 3);
    log.close(0, fleet);
    log.close(1, fleet);
    repeat(10, () => recorder.answer(200, false));
    log.close(2, fleet);
    expect([...log.columns.p50Ms]).toEqual([0.1, Number.NaN, 0.2]);
    expect([...log.columns.p99Ms]).toEqual([0.1, Number.NaN, 0.2]);
  });

  test("has the fleet as it was at its end", () => {
    const { log } = logOf(2);
    log.close(0, fleet);
    log.close(1, { ...fleet, running: 4, cpu: Number.NaN });
    const { desired, running, spot, cpu, memory } = log.columns;
    expect([desired, running, spot, cpu, memory].map((column) => [...column])).toEqual([
      [6, 6],
      [5, 4],
      [2, 2],
      [0.5, Number.NaN],
      [0.25, 0.25],
    ]);
  });
});

test("a latency limit counts the answers within it, timeouts never", () => {
  const { recorder, log } = logOf(1, [150, 400]);
  for (const latency of [100, 150, 151, 400, 401]) recorder.answer(latency, false);
  recorder.fail(TIMEOUT, 120);
  log.close(0, fleet);
  expect(log.within.map(({ limit, answered }) => [limit, ...answered])).toEqual([
    [150, 2],
    [400, 4],
  ]);
});

test("what ends in the grace period belongs to the last minute", () => {
  const { recorder, log } = logOf(2, [150]);
  recorder.arrived += 3;
  recorder.answer(100, false);
  log.close(0, fleet);
  log.close(1, fleet);
  recorder.answer(120, false);
  recorder.fail(TIMEOUT, 500);
  log.addRest();
  expect([...log.columns.completed]).toEqual([1, 1]);
  expect([...log.columns.failed]).toEqual([0, 1]);
  expect([...log.within[0].answered]).toEqual([1, 1]);
});

test("the minutes add up to the run, however its requests fall into them", () => {
  const ends = fc.record({ completed: fc.nat(5), degraded: fc.nat(5), timedOut: fc.nat(5), shed: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(ends, { minLength: 1, maxLength: 20 }), (all) => {
      const { recorder, log } = logOf(all.length - 1 || 1, [250]);
      for (const [minute, { completed, degraded, timedOut, shed }] of all.entries()) {
        recorder.arrived += completed + degraded + timedOut + shed;
        repeat(completed, () => recorder.answer(200 + minute, false));
        repeat(degraded, () => recorder.answer(300, true));
        repeat(timedOut, () => recorder.fail(TIMEOUT, 400));
        repeat(shed, () => recorder.fail(SHED, 0));
        if (minute < log.columns.arrived.length) log.close(minute, fleet);
      }
      log.addRest();
      const sum = (column: Float64Array) => column.reduce((sum, count) => sum + count, 0);
      const { arrived, completed, degraded, failed } = log.columns;
      expect(sum(arrived)).toBe(recorder.arrived);
      expect(sum(completed) + sum(degraded) + sum(failed)).toBe(recorder.arrived);
      expect(sum(log.within[0].answered)).toBe(recorder.completed);
    }),
  );
});
