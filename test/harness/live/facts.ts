import type { LiveProgress } from "../../../harness/live/screen.js";
import { endings } from "../../../harness/record/ending.js";
import type { MeasuredSnapshot, ServiceSnapshot } from "../../../harness/record/snapshot.js";
import { failureCauses } from "../../../sim/facts/aspects/requests.js";

import { zeros } from "../../../sim/outcome/record.js";
import { Histogram } from "../../../sim/statistics/index.js";

/** The snapshot of a service whose requests took these many milliseconds; some timed out instead. */
export function serviceSnapshot(answeredMs: readonly number[], timedOut = 0): ServiceSnapshot {
  const latency = new Histogram();
  for (const ms of answeredMs) latency.record(ms * 1_000);
  for (let i = 0; i < timedOut; i++) latency.record(10_000_000);
  const none = new Histogram().snapshot();
  return {
    scheduled: answeredMs.length + timedOut,
    attempts: answeredMs.length + timedOut,
    degraded: 0,
    ends: { ...zeros(endings), answered: answeredMs.length, timedOut },
    statuses: {},
    failedBy: { ...zeros(failureCauses), timeout: timedOut },
    counters: {},
    times: { latency: latency.snapshot(), service: none, clientWait: none },
    minutes: [],
  };
}

export function measured(services: Readonly<Record<string, ServiceSnapshot>>, released = 0): MeasuredSnapshot {
  const lag = new Histogram();
  for (let i = 0; i < released; i++) lag.record(100);
  const none = new Uint32Array(0);
  const load = { demand: "visits", intended: none, sent: none, sentPerWindow: none, intendedPerWindow: none };
  return {
    services,
    apart: {},
    load: [{ ...load, lag: lag.snapshot() }],
    generator: { processes: 1, cpuShare: 0.1, eventLoopDelayP99Ms: 1, eventLoopDelayMaxMs: 2 },
  };
}

export function progress(services: Readonly<Record<string, ServiceSnapshot>>, more: Partial<LiveProgress> = {}) {
  const whole: LiveProgress = {
    now: 72_400_000,
    measured: measured(services, 130),
    title: "small · seed 1",
    duration: 120_000_000,
    askedRate: 100,
    sentRate: 99.6,
    predicted: null,
    running: null,
    ...more,
  };
  return whole;
}
