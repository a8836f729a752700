import { day } from "../../scenarios/language/units/time.js";
import type { Bill } from "../../sim/cost/bill.js";
import type { LatencyFacts } from "../../sim/facts/aspects/latency.js";
import type { RequestFacts } from "../../sim/facts/aspects/requests.js";
import type { LauncherFacts } from "../../sim/facts/aspects/runs.js";
import type { ScalingActivity } from "../../sim/facts/aspects/scaling.js";
import { type AspectFacts, columnsAlone, type Facts, type MinuteColumns } from "../../sim/facts/facts.js";
import type { Run } from "../../sim/outcome/runs.js";
import { aspectsOf } from "../../sim/services/service-shape.js";
import { Histogram } from "../../sim/statistics/histogram.js";
import type { WholeFacts } from "../support/simulate.js";

const rolling = { kind: "request-service", deployment: { strategy: { kind: "rolling" } } };

/** By service: all that a request service tells whose deployments roll. */
export function tellAll(...services: readonly string[]) {
  return aspectsOf(Object.fromEntries(services.map((name) => [name, rolling])));
}

/** Columns of so many minutes, each with 100 requests completed by 10 tasks at half their CPU, unless said otherwise. */
export function minutes(
  count: number,
  columns: Partial<Record<keyof MinuteColumns, readonly number[]>> = {},
): MinuteColumns {
  const column = (key: keyof MinuteColumns, usual: number): Float64Array =>
    Float64Array.from(columns[key] ?? Array.from({ length: count }, () => usual));
  return {
    arrived: column("arrived", 100),
    completed: column("completed", 100),
    degraded: column("degraded", 0),
    failed: column("failed", 0),
    interrupted: column("interrupted", 0),
    p50Ms: column("p50Ms", 100),
    p99Ms: column("p99Ms", 500),
    desired: column("desired", 10),
    running: column("running", 10),
    spot: column("spot", 7),
    tasksInterrupted: column("tasksInterrupted", 0),
    cpu: column("cpu", 0.5),
    memory: column("memory", 0.4),
    runsUnnoticed: column("runsUnnoticed", 0),
    ...Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)])),
  } as MinuteColumns;
}

/** What a test says of a service: of each aspect as much as matters, or that it is not told. */
export type Parts = { readonly [Name in keyof AspectFacts]?: Partial<AspectFacts[Name]> | undefined } & Partial<
  Pick<Facts, "minutes" | "demands">
>;

const cohort = {
  requests: requests({ arrived: 5_000, completed: 5_000 }),
  histogram: latencies(Array.from({ length: 5_000 }, () => 100)).histogram,
  tasks: 5,
};

/** A canary that came to all of the traffic without any loss. */
export const cohorts: AspectFacts["cohorts"] = {
  ...{ canary: cohort, baseline: cohort, shadow: cohort },
  ...{ shareReached: 1, minutes: 10, abortedBy: {}, abortedAfter: 0, promoted: 1 },
};

const usual = {
  requests: requests({ arrived: 1000, completed: 1000 }),
  latency: latencies([]),
  tasks: { hours: 2, changedHours: 1, lost: {}, replacementLags: [] },
  cpu: columnsAlone,
  memory: columnsAlone,
  scaling: { activities: [], lags: [], canScaleOut: true, canScaleIn: true, canOscillate: true },
  spot: { interruptions: 0, interruptedRequests: 0, interruptionsExpected: 0.05 },
  degradation: { degradedMinutes: 0, activations: 0, isPossible: true },
  writes: { accepted: 0, flushed: 0, deadLettered: 0, lost: 0, lostAtMost: 0, lostAtOnce: 1 },
} satisfies Partial<AspectFacts>;

/** A service in one run: what the test says, and nothing special beside it. */
export function service({ minutes: columns, demands, ...parts }: Parts = {}): WholeFacts {
  const names = [...new Set([...Object.keys(usual), ...Object.keys(parts)])] as (keyof AspectFacts)[];
  const isTold = (name: keyof AspectFacts) => !(name in parts) || parts[name] !== undefined;
  const whole: Partial<AspectFacts> = usual;
  const told = names.filter(isTold).map((name) => [name, { ...whole[name], ...parts[name] }]);
  const facts = { kind: "request-service", minutes: columns ?? minutes(10), demands: demands ?? {} };
  return { ...facts, ...Object.fromEntries(told) } as WholeFacts;
}

/** Counts of requests that ended as said; attempts equal arrivals. */
export function requests(
  counts: Partial<Omit<RequestFacts, "failedBy">> & { failedBy?: Partial<RequestFacts["failedBy"]> },
): RequestFacts {
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

/** What became of two thousand runs, of which as many died as the test says, each found after four minutes. */
export function runsOfLauncher(died: number): LauncherFacts {
  const took = (count: number, minutes: number) => {
    const histogram = new Histogram();
    for (let each = 0; each < count; each++) histogram.record(minutes * 60e6);
    return histogram.snapshot();
  };
  return {
    ...{ arrived: 2_000 + died, succeeded: 2_000, failedBy: died > 0 ? { crashed: died } : {}, neverResolved: 0 },
    flows: { etl: { arrived: 2_000 + died, succeeded: 2_000 } },
    ...{ unfinished: 0, attempts: 2_000 + died, died, missing: 0 },
    tasks: { done: 2_000, failed: 0, skipped: 0, cancelled: 0, lost: died },
    ...{ timeToStart: took(2_000, 1), timeToDetect: took(died, 4), completion: took(2_000, 20) },
  };
}

/** What a queue tells of thirty thousand messages, of which so many went wrong. */
export function messagesOf(wrong: number): AspectFacts["messages"] {
  const { histogram: queueing } = latencies(Array.from({ length: 30_000 }, () => 100));
  return {
    ...{ sent: 30_000, deadLettered: wrong, expired: wrong, queued: 0, inFlight: 0, executions: 30_000 },
    ...{ repeated: wrong, lost: wrong, failed: wrong, receives: 30_000, emptyReceives: 5, billed: 90_005 },
    ...{ queueing, visibleMost: 7, inFlightMost: 9, inSystemMost: 12, oldestMost: 3e6, drain: 2e6 },
  };
}

/** What its workers tell of the executions. */
export function jobsOf(wrong: number): AspectFacts["jobs"] {
  const { histogram: durations } = latencies(Array.from({ length: 30_000 }, () => 100));
  const openFor = wrong * 60e6;
  return {
    begun: 30_000,
    done: 30_000,
    failed: wrong,
    lost: wrong,
    executingMost: 9,
    durations,
    openings: wrong,
    openFor,
  };
}

/** A histogram of latencies in milliseconds. */
export function latencies(milliseconds: readonly number[]): LatencyFacts {
  const histogram = new Histogram();
  for (const one of milliseconds) histogram.record(one * 1000);
  return { histogram: histogram.snapshot(), longest: 60e6, within: [] };
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
    lines: [{ ...line, usd, perMonthUsd, hourlyUsd: Float64Array.of(usd) }],
    totalUsd: usd,
    perMonthUsd,
    perMonthBasis: perMonthUsd === null ? "a part of a day" : "10h per day",
    prices: { region: "us-east-1", asOf: "2026-10-01", oldestRow: "2026-10-01", rowsFromMemory: 0 },
    leftOut: [],
    notes: [],
    commitmentUsed: null,
  };
}

interface RunParts {
  readonly services?: Readonly<Record<string, Facts>>;
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
export function runsOf(states: readonly Parts[]): Run[] {
  return states.map((state, index) => run(index, { services: { orchestrator: service(state) } }));
}
