import { day } from "../../scenarios/language/units/time.js";
import type { Bill } from "../../sim/cost/bill.js";
import type { ScalingActivity, ServiceMinutes, ServiceReplication } from "../../sim/outcome/replication.js";
import type { Run } from "../../sim/outcome/runs.js";
import { Histogram } from "../../sim/statistics/histogram.js";

/** Columns of so many minutes, each with 100 requests completed by 10 tasks at half their CPU, unless said otherwise. */
export function minutes(count: number, columns: Partial<Record<keyof ServiceMinutes, readonly number[]>> = {}) {
  const column = (key: keyof ServiceMinutes, usual: number): Float64Array =>
    Float64Array.from(columns[key] ?? Array.from({ length: count }, () => usual));
  return {
    arrived: column("arrived", 100),
    completed: column("completed", 100),
    degraded: column("degraded", 0),
    failed: column("failed", 0),
    timedOut: column("timedOut", 0),
    interrupted: column("interrupted", 0),
    p50: column("p50", 100_000),
    p99: column("p99", 500_000),
    within: [] as { limit: number; answered: Float64Array }[],
    desired: column("desired", 10),
    running: column("running", 10),
    spot: column("spot", 7),
    cpu: column("cpu", 0.5),
    memory: column("memory", 0.4),
  };
}

/** A service in one run: what the test says, and nothing special beside it. */
export function service(parts: Partial<ServiceReplication> = {}): ServiceReplication {
  return {
    possible: { scaleOut: true, scaleIn: true, oscillation: true, degradation: true, taskHours: 1, latency: 60e6 },
    requests: requests({ arrived: 1000, completed: 1000 }),
    latency: latencies([]),
    demands: {},
    minutes: minutes(10),
    activities: [],
    scaleOutLags: [],
    replacementLags: [],
    spot: { interruptions: 0, interruptedRequests: 0, interruptionsExpected: 0.05 },
    writes: { accepted: 0, flushed: 0, deadLettered: 0, lost: 0, lostAtMost: 0, lostAtOnce: 1 },
    degradation: { degradedMinutes: 0, activations: 0 },
    tasksLost: {},
    taskHours: 2,
    ...parts,
  };
}

/** Counts of requests that ended as said; attempts equal arrivals. */
export function requests(
  counts: Partial<Omit<ServiceReplication["requests"], "failedBy">> & {
    failedBy?: Partial<ServiceReplication["requests"]["failedBy"]>;
  },
): ServiceReplication["requests"] {
  const none = {
    shed: 0,
    noCapacity: 0,
    queueFull: 0,
    timeout: 0,
    interrupted: 0,
    taskLost: 0,
    throttled: 0,
    unexpected: 0,
  };
  const arrived = counts.arrived ?? 0;
  return {
    ...{ arrived, attempts: arrived, completed: 0, degraded: 0, unfinished: 0 },
    ...counts,
    failedBy: { ...none, ...counts.failedBy },
  };
}

/** A histogram of latencies in milliseconds. */
export function latencies(milliseconds: readonly number[]): ServiceReplication["latency"] {
  const histogram = new Histogram();
  for (const one of milliseconds) histogram.record(one * 1000);
  return histogram.snapshot();
}

/** A scaling activity of a dynamic policy, at a second. */
export function activity(second: number, from: number, to: number, dynamic = true): ScalingActivity {
  return { at: second * 1_000_000, from, to, cause: "cpu", dynamic };
}

/** A bill of one line. */
export function bill(usd: number, perMonthUsd: number | null = usd * 30): Bill {
  const line = {
    service: "orchestrator",
    item: "Fargate vCPU",
    unit: "vCPU-hour",
    quantity: usd * 10,
    unitPriceUsd: 0.1,
  };
  return {
    lines: [{ ...line, usd, perMonthUsd }],
    totalUsd: usd,
    perMonthUsd,
    perMonthBasis: perMonthUsd === null ? "a part of a day" : "10h per day",
    prices: { region: "us-east-1", asOf: "2026-10-01", oldestRow: "2026-10-01", rowsFromMemory: 0 },
    leftOut: [],
    notes: [],
  };
}

interface RunParts {
  readonly services?: Readonly<Record<string, ServiceReplication>>;
  readonly bill?: Bill;
  readonly stratum?: string;
  readonly aborted?: string;
  readonly digest?: string;
}

/** A replication of one day, of which ten minutes are told (so that rates per day are easy), with its bill. */
export function run(index: number, parts: RunParts = {}): Run {
  return {
    bill: parts.bill ?? bill(10),
    replication: {
      seed: 1,
      index,
      stratum: parts.stratum ?? null,
      digest: parts.digest ?? `d${index}`,
      aborted: parts.aborted ?? null,
      services: parts.services ?? { orchestrator: service() },
      usage: { end: day, readings: [] },
      leftOut: { end: day, readings: [] },
      events: [],
    },
  };
}

/** Runs of one service, one per given state of it. */
export function runsOf(states: readonly Partial<ServiceReplication>[]): Run[] {
  return states.map((state, index) => run(index, { services: { orchestrator: service(state) } }));
}
