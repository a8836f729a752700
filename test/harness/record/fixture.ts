import type { PlannedRequest } from "../../../harness/plan/planned.js";
import type { RequestEnd } from "../../../harness/record/ending.js";
import type { LoadFacts } from "../../../harness/record/load-facts.js";
import type { Beside } from "../../../harness/record/measurement.js";
import type { RequestClass } from "../../../workload/requests.js";

export const second = 1_000_000;
export const ms = 1_000;

/** A generator with nothing to do. */
export const idle: Beside = {
  counters: {},
  generator: { processes: 1, cpuShare: 0.1, eventLoopDelayP99Ms: 1, eventLoopDelayMaxMs: 2 },
};

/** The facts of a load on one service for this many seconds, at 100 requests a second unless rates are given. */
export function facts(seconds: number, parts: Partial<LoadFacts["demands"][number]> = {}): LoadFacts {
  const rates = { from: Float64Array.of(0), rate: Float64Array.of(100) };
  return {
    duration: seconds * second,
    services: [{ name: "web", limits: [100 * ms, second] }],
    apart: [],
    demands: [{ name: "chat", service: "web", rates, isPoisson: true, ...parts }],
  };
}

const ask: RequestClass = {
  name: "ask",
  share: 1,
  steps: [],
  meanCpu: 0,
  meanWait: 0,
  requestBytes: 0,
  responseBytes: 0,
  writes: 0,
  timeout: 2 * second,
  cancelOnDisconnect: false,
  memoryMb: 0,
  retries: null,
  errors: 0,
};

/** A planned request that is due at an instant. */
export function due(dueAt: number, ordinal = 0): PlannedRequest {
  const names = { demand: "chat", service: "web", id: `chat-${ordinal}` };
  return { kind: "request", dueAt, ...names, ordinal, class: ask, work: [] };
}

/** The end of a request answered with 200 at an instant, sent once and at that instant unless said otherwise. */
export function answered(endedAt: number, parts: Partial<RequestEnd> = {}): RequestEnd {
  const { sentAt = endedAt, ...rest } = parts;
  return {
    ...{ ending: "answered", status: 200, cause: null, degraded: false, attempts: 1 },
    ...{ sentAt, lastSentAt: sentAt, endedAt },
    ...rest,
  };
}

/** The end of a request that failed by a cause at an instant. */
export function failed(cause: NonNullable<RequestEnd["cause"]>, endedAt: number, parts: Partial<RequestEnd> = {}) {
  const ending = cause === "timeout" ? "timedOut" : "unexpected";
  return answered(endedAt, { ending, cause, status: cause === "timeout" ? null : 503, ...parts });
}
