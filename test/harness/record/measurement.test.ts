import { describe, expect, test } from "vitest";
import { Measurement } from "../../../harness/record/measurement.js";
import type { MeasuredTime } from "../../../sim/outcome/measured.js";
import { Histogram } from "../../../sim/statistics/index.js";
import { answered, due, facts, failed, idle, ms, second } from "./fixture.js";

/** The measurement of the only service. */
function web(measurement: Measurement) {
  return measurement.snapshot(idle).services.web;
}

function times(measurement: Measurement, time: MeasuredTime): Histogram {
  return Histogram.from(web(measurement).times[time]);
}

describe("what counts", () => {
  test("a request that was due in the warm-up or after the end is not measured", () => {
    const measurement = new Measurement(facts(10));
    for (const dueAt of [-1, 10 * second]) {
      measurement.released(due(dueAt), dueAt);
      measurement.record(due(dueAt), answered(dueAt + ms));
    }
    expect(web(measurement)).toMatchObject({ scheduled: 0, attempts: 0 });
    expect(Histogram.from(measurement.snapshot(idle).load[0].lag).count).toBe(0);
  });

  test("each request has one ending, and one cause if it failed", () => {
    const measurement = new Measurement(facts(10));
    measurement.record(due(0), answered(ms));
    measurement.record(due(0), answered(ms, { degraded: true, attempts: 2 }));
    measurement.record(due(0), failed("queueFull", ms));
    measurement.record(due(0), failed("timeout", 2 * second));
    measurement.record(due(0), failed("noCapacity", ms, { ending: "refused", status: null }));
    const { scheduled, attempts, degraded, ends, statuses, failedBy } = web(measurement);
    expect({ scheduled, attempts, degraded }).toEqual({ scheduled: 5, attempts: 6, degraded: 1 });
    expect(ends).toEqual({ answered: 2, unexpected: 1, timedOut: 1, refused: 1, reset: 0, neverSent: 0 });
    expect(failedBy).toMatchObject({ queueFull: 1, timeout: 1, noCapacity: 1, taskLost: 0 });
    expect(statuses).toEqual({ 200: 2, 503: 1 });
  });
});

describe("times", () => {
  test("latency counts from the due time, service from the last send, and the wait in the client between due and first send", () => {
    const measurement = new Measurement(facts(10));
    measurement.record(due(0), answered(100 * ms, { sentAt: 30 * ms, lastSentAt: 60 * ms }));
    expect(times(measurement, "latency").max).toBe(100 * ms);
    expect(times(measurement, "service").max).toBe(40 * ms);
    expect(times(measurement, "clientWait").max).toBe(30 * ms);
  });

  test("a timed-out request is in the distribution with at least its timeout", () => {
    const measurement = new Measurement(facts(10));
    measurement.record(due(0), failed("timeout", 1_999 * ms));
    expect(times(measurement, "latency").max).toBe(2 * second);
    measurement.record(due(0), failed("timeout", 3 * second));
    expect(times(measurement, "latency").max).toBe(3 * second);
  });

  test("other failures have no latency: a quick 503 makes no service faster", () => {
    const measurement = new Measurement(facts(10));
    measurement.record(due(0), failed("shed", ms));
    expect(times(measurement, "latency").count).toBe(0);
  });

  test("a request that never left waited in the client until it was given up", () => {
    const measurement = new Measurement(facts(10));
    const never = { ending: "neverSent", sentAt: null, lastSentAt: null, attempts: 0 } as const;
    measurement.record(due(0), { ...failed("timeout", 2 * second), ...never });
    expect(times(measurement, "clientWait").max).toBe(2 * second);
    expect(times(measurement, "service").count).toBe(0);
    expect(web(measurement).ends.neverSent).toBe(1);
  });
});

describe("minutes", () => {
  test("arrivals count when they were due, all else when it ended, and the rest in the last minute", () => {
    const measurement = new Measurement(facts(90));
    measurement.record(due(59 * second), answered(61 * second));
    measurement.record(due(80 * second), failed("timeout", 130 * second));
    const [first, last] = web(measurement).minutes;
    expect(first).toMatchObject({ arrived: 1, completed: 0, failed: 0 });
    expect(last).toMatchObject({ arrived: 1, completed: 1, failed: 1, timedOut: 1 });
  });

  test("answers are counted within each limit that an objective names", () => {
    const measurement = new Measurement(facts(60));
    for (const latency of [100 * ms, 101 * ms, second, second + 1]) measurement.record(due(0), answered(latency));
    expect(web(measurement).minutes[0].within).toEqual([1, 3]);
  });

  test("a snapshot in between changes nothing, nor does an answer that is recorded late", () => {
    const measurement = new Measurement(facts(180));
    for (const minute of [0, 1, 0, 2]) {
      measurement.record(due(minute * 60 * second), answered(minute * 60 * second + 50 * ms));
      measurement.snapshot(idle);
    }
    const counts = web(measurement).minutes.map(({ latency }) => Histogram.from(latency).count);
    expect(counts).toEqual([2, 1, 1]);
  });
});

test("lag is the time from due to release, however long it took to find a connection", () => {
  const measurement = new Measurement(facts(10));
  const planned = due(1_002_500);
  measurement.released(planned, planned.dueAt + 7);
  measurement.record(planned, answered(3 * second, { sentAt: 2 * second }));
  const { lag, intended, sent } = measurement.snapshot(idle).load[0];
  expect(lag.max).toBe(7);
  expect(intended[200]).toBe(1);
  expect(sent[200]).toBe(1);
});
