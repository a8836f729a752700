import type { Estimate, Estimates } from "../../sim/facts/estimates.js";
import type { MinuteSeries, Outcome, ServiceOutcome } from "../../sim/outcome/outcome.js";

const minutes = 600;

/** An estimate with a symmetric interval, or of one run only when no half-width is given. */
export function estimate(value: number | null, half?: number): Estimate {
  if (value === null || half === undefined) return { value, low: null, high: null, predictedRange: null };
  return { value, low: value - half, high: value + half, predictedRange: [value - 4 * half, value + 4 * half] };
}

/** Ten hours whose traffic falls from 100 to 20 requests a second and rises again; the first minute measured no p99. */
function nightSeries(): MinuteSeries {
  const column = (value: (minute: number) => number) => Array.from({ length: minutes }, (_, minute) => value(minute));
  const load = (minute: number) => 0.6 + 0.4 * Math.cos((2 * Math.PI * minute) / minutes);
  return {
    arrived: column((minute) => Math.round(6000 * load(minute))),
    completed: column((minute) => Math.round(6000 * load(minute))),
    degraded: column(() => 0),
    failed: column(() => 0),
    p50Ms: column((minute) => (minute === 0 ? Number.NaN : 1000)),
    p99Ms: column((minute) => (minute === 0 ? Number.NaN : 1500 + 900 * load(minute))),
    desired: column((minute) => Math.ceil(15 * load(minute))),
    running: column((minute) => Math.ceil(15 * load(minute))),
    spot: column((minute) => Math.floor(8 * load(minute))),
    cpu: column(() => 0.55),
    memory: column(() => 0.4),
  };
}

/** An interval of 2 % to both sides of each of these numbers. */
function sure(numbers: Readonly<Record<string, number>>): Estimates {
  return Object.fromEntries(Object.entries(numbers).map(([place, value]) => [place, estimate(value, value / 50)]));
}

const orchestrator = {
  estimates: sure({
    ...{ "requests.arrived": 2_160_000, "requests.attempts": 2_160_322, "requests.failed": 298 },
    ...{ "requests.degraded": 200, "requests.unfinished": 2, "requests.failedBy.queueFull": 200 },
    ...{ "requests.failedBy.timeout": 86, "requests.failedBy.interrupted": 12, "tasks.mean": 9.23 },
    ...{ "tasks.spotShare": 0.52, "cpu.mean": 0.54, "cpu.p95": 0.688, "scaling.scaleOuts": 11.2 },
    ...{ "scaling.scaleIns": 14.6, "spot.interruptionsExpected": 0.31, "memory.mean": 0.412, "memory.max": 0.633 },
    ...{ "requests.failedBy.shed": 0, "requests.failedBy.noCapacity": 0, "requests.failedBy.taskLost": 0 },
    ...{ "requests.failedBy.throttled": 0, "requests.failedBy.unexpected": 0, "writes.deadLettered": 0 },
    ...{ "writes.accepted": 4_319_400, "writes.lostAtMost": 0.43, "tasksLost.spot": 0.35, "tasksLost.abrupt": 0.02 },
  }),
  completedShare: estimate(0.99977, 0.00002),
  degradedShare: estimate(0.0000926, 0.00001),
  errorRate: estimate(0.000138, 0.00001),
  requests: {
    arrived: 2_160_000,
    attempts: 2_160_322,
    completed: 2_159_500,
    degraded: 200,
    unfinished: 2,
    failed: 298,
    failedBy: {
      shed: 0,
      noCapacity: 0,
      queueFull: 200,
      timeout: 86,
      interrupted: 12,
      taskLost: 0,
      throttled: 0,
      unexpected: 0,
    },
  },
  latencyMs: {
    mean: estimate(1082.1, 4),
    p50: estimate(1010, 3),
    p90: estimate(1583, 8),
    p95: estimate(1822, 9),
    p99: estimate(2413, 21),
    p999: estimate(4120, 140),
    max: estimate(12_880, 1500),
  },
  arrivedP99Ms: estimate(2413.4, 21),
  tasks: { min: 5, mean: 9.23, max: 18, spotShare: 0.52 },
  cpu: { mean: 0.54, p95: 0.688 },
  scaling: {
    scaleOuts: 11.2,
    scaleIns: 14.6,
    oscillationsPerDay: estimate(0.6, 0.4),
    oscillationsPerDay30m: estimate(3.1, 0.7),
    lagS: { mean: estimate(371, 22), max: estimate(433, 31) },
  },
  spot: {
    interruptions: estimate(0.35, 0.24),
    interruptedRequests: estimate(12.1, 8),
    interruptionsExpected: 0.31,
    errorRate: estimate(5.6e-6, 3.7e-6),
  },
  memory: { mean: 0.412, max: 0.633 },
  writes: {
    accepted: 4_319_400,
    flushed: 4_319_400,
    deadLettered: 0,
    lost: { value: 0, low: 0, high: 0.15, predictedRange: null },
    lostShare: { value: 0, low: 0, high: 3.47e-8, predictedRange: null },
    lostAtMost: 0.43,
  },
  degradation: { degradedMinutes: estimate(3.2, 1), activations: estimate(0.8, 0.3) },
  taskHours: estimate(92.3, 0.4),
  tasksLost: { spot: 0.35, abrupt: 0.02 },
  series: nightSeries(),
} satisfies ServiceOutcome;

/** A whole result such as twenty nights of `offpeak-70spot` give. */
export const night: Outcome = {
  schema: 1,
  kind: "predicted",
  scenario: "offpeak-70spot",
  about:
    "Off-peak night with 70 % of orchestrator tasks on Fargate Spot. Does p99 hold, what does it cost, and what is lost?",
  variant: null,
  version: "0.1.0",
  seed: 1,
  replications: 20,
  figures: { minutes: [], latencies: {}, hourlyCost: [] },
  replicationsAsked: 20,
  aborted: null,
  digest: "9f2c4e1a7b3d5f60",
  clock: { start: "2026-03-02T23:00:00+09:00", durationS: 36_000, warmupS: 1800 },
  services: { orchestrator },
  prices: { region: "ap-northeast-1", asOf: "2026-03-02", oldestRow: "2025-11-20", rowsFromMemory: 2 },
  cost: {
    totalUsd: estimate(6.32, 0.03),
    perMonthUsd: estimate(192.31, 0.9),
    perMonthBasis: "ten hours stand for 10 h of every day; balancer and NAT hours are counted in full, 730 h",
    perThousandRequestsUsd: estimate(0.00293, 0.00002),
    lines: [
      line("orchestrator", "Fargate vCPU, x86_64, on-demand", "vCPU-hour", 44.3, 0.05056),
      line("orchestrator", "Fargate vCPU, x86_64, Spot", "vCPU-hour", 48, 0.020224),
      line("orchestrator", "Fargate memory, x86_64, on-demand", "GB-hour", 88.6, 0.00553),
      line("orchestrator", "Fargate memory, x86_64, Spot", "GB-hour", 96, 0.002212),
      line("", "load balancer hours", "hour", 10, 0.0243),
      line("", "NAT gateway hours", "hour", 20, 0.062),
      line("", "log ingestion", "GB", 1.86, 0.76),
    ],
    leftOut: [
      { item: "internet traffic", usd: 4.2, perMonthUsd: 127.75, estimates: sure({ usd: 4.2, perMonthUsd: 127.75 }) },
      { item: "public IPv4", usd: 0.15, perMonthUsd: 21.9, estimates: sure({ usd: 0.15, perMonthUsd: 21.9 }) },
    ],
  },
  objectives: [
    {
      objective: "orchestrator p99 <= 3s",
      severity: "target",
      verdict: "met",
      value: 2413,
      margin: 587,
      detail: "99.6 % of arrived requests were answered within 3 s",
    },
    {
      objective: "orchestrator interruptionErrors <= 0.5 %",
      severity: "target",
      verdict: "missed",
      value: 0.0061,
      margin: -0.0011,
      detail: "0.61 % of 0.5 %",
    },
    {
      objective: "orchestrator oscillationsPerDay <= 2",
      severity: "alert",
      verdict: "undecided",
      value: 1.8,
      margin: 0.2,
      detail: "1.8 / day of 2",
    },
    {
      objective: "orchestrator p99 error <= 20 %",
      severity: "target",
      verdict: "not evaluated",
      value: null,
      margin: null,
      detail: "needs a measurement",
    },
  ],
  claims: [
    {
      document: "0.5–1 % of turns lost in write buffers per off-peak day",
      compute: "orchestrator.writes.lostShare",
      computed: { value: 0, low: 0, high: 3.47e-8, predictedRange: null },
      unit: "ratio",
      why: "only writes of the last 100 ms before a task dies without a handler can be lost, and no task died so",
    },
  ],
  strata: [
    {
      name: "calm",
      probability: 0.986,
      replications: 10,
      about: "nights without a crunch of Spot capacity",
      measures: { "orchestrator.latencyMs.p99": estimate(2401, 20), "cost.totalUsd": estimate(6.32, 0.03) },
    },
    {
      name: "crunch",
      probability: 0.014,
      replications: 10,
      about: "nights with one crunch at a moment drawn uniformly",
      measures: { "orchestrator.latencyMs.p99": estimate(3920, 410), "cost.totalUsd": estimate(6.3, 0.05) },
    },
  ],
  assumptions: [
    "no public Fargate Spot interruption rate exists; 20 % a month is assumed for the market general",
    "image pull takes 15 s on average: a 400 MB image at 40 MB/s and 5 s of unpacking; measure yours and set task.launch.pull",
  ],
};

function line(service: string, item: string, unit: string, quantity: number, unitPriceUsd: number) {
  const usd = quantity * unitPriceUsd;
  return { service, item, unit, quantity, unitPriceUsd, usd, estimates: sure({ quantity, usd }) };
}

/** The same result of one run, without objectives and without a monthly figure. */
export function oneRun(): Outcome {
  const { services, cost } = withoutIntervals(night) as Outcome;
  return {
    ...night,
    replications: 1,
    replicationsAsked: 1,
    objectives: [],
    strata: [],
    claims: [],
    services,
    cost: {
      ...cost,
      perMonthUsd: estimate(null),
      perMonthBasis: "ten hours are not a whole day; add clock.represents",
    },
  };
}

function withoutIntervals(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIntervals);
  if (typeof value !== "object" || value === null) return value;
  if ("predictedRange" in value) return estimate((value as Estimate).value);
  const { estimates: _, ...rest } = value as { readonly estimates?: Estimates };
  return Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, withoutIntervals(part)]));
}
