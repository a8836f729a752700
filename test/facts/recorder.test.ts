import { expect, test } from "vitest";
import { INTERRUPTED, QUEUE_FULL, SHED, TIMEOUT } from "../../sim/facts/ends.js";
import { Recorder } from "../../sim/facts/recorder.js";

test("latency is of answers, cheaper ones included, and of timeouts at the time the client gave up; not of other failures", () => {
  const recorder = new Recorder();
  recorder.answer(100, false);
  recorder.answer(200, true);
  recorder.fail(TIMEOUT, 400);
  recorder.fail(QUEUE_FULL, 7);
  recorder.fail(INTERRUPTED, 9);
  const { latency } = recorder;
  expect([latency.count, latency.sum, latency.max]).toEqual([3, 700, 400]);
  expect([recorder.completed, recorder.degraded, recorder.failed]).toEqual([1, 1, 3]);
});

test("failures are counted by cause", () => {
  const recorder = new Recorder();
  for (const cause of [SHED, SHED, TIMEOUT] as const) recorder.fail(cause, 1);
  expect([recorder.failedBy[SHED], recorder.failedBy[TIMEOUT], recorder.failedBy[QUEUE_FULL]]).toEqual([2, 1, 0]);
});

test("reading the latency takes nothing away", () => {
  const recorder = new Recorder();
  recorder.answer(100, false);
  expect([recorder.latency.count, recorder.latency.count, recorder.answers.count]).toEqual([1, 1, 1]);
});
