import type { HarnessView } from "./harness-views.js";

/** How it is shown that a key matters. */
export type Entry =
  /** Settings that change what a run of the base does, or costs: made beside `given`, which both sides have. */
  | { readonly by: "run"; readonly setting: string; readonly given: readonly string[] }
  /** The same for what only the page of several runs shows: verdicts, claims, intervals. */
  | { readonly by: "page"; readonly setting: string; readonly given: readonly string[] }
  /** Settings that change what real load makes of the base; the simulator has no use for the key. */
  | { readonly by: "harness"; readonly view: HarnessView; readonly setting: string; readonly given: readonly string[] }
  /** Only processes show it: a test of the harness, by its file and its title, that sets the key and sees the effect. */
  | { readonly by: "test"; readonly file: string; readonly title: string }
  /** Words for people, or a name that the rest of the file refers to. */
  | { readonly by: "words"; readonly why: string };

export const run = (setting: string, ...given: readonly string[]): Entry => ({ by: "run", setting, given });
export const page = (setting: string, ...given: readonly string[]): Entry => ({ by: "page", setting, given });
export const harness = (view: HarnessView, setting: string, ...given: readonly string[]): Entry => ({
  by: "harness",
  view,
  setting,
  given,
});
export const tested = (file: string, title: string): Entry => ({ by: "test", file, title });
export const words = (why: string): Entry => ({ by: "words", why });

/** Eight minutes in which all happens that keys are about, at a few requests a second. */
export const base = `
name: keys
region: ap-northeast-1
clock: { start: 2026-03-02T08:42, timezone: Asia/Tokyo, duration: 8m, warmup: 1m, represents: 1h per day }
demand:
  - name: visits
    to: web
    curve: 14/s
    request:
      steps: [ { cpu: { kind: exponential, mean: 150ms } }, { wait: { kind: exponential, mean: 300ms } } ]
      writes: 1
      timeout: 4s
      retries: { attempts: 2 }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 6, queue: 6 }
    desired: 6
    bounds: { min: 2, max: 10 }
    capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 3, market: general } }
    scaling: [ { kind: target-tracking, metric: cpu, target: 40 %, resolution: high, scaleOutCooldown: 30s, scaleInCooldown: 30s } ]
    drain: { deregistrationDelay: 30s }
    abruptFailuresPerMonth: 90 %
markets: { general: { interruptionsPerMonth: 99 % } }
incidents:
  - { kind: spot-crunch, at: 70s, market: general, lasts: 2m, takes: 100 %, within: 20s, onDemand: { delay: 5s, failProbability: 20 % } }
  - { kind: zone-outage, at: 4m, lasts: 60s, zone: 2 }
  - { kind: deployment, at: 6m, service: web }
`;

export const at = (index: number, change: string) => `incidents[${index}].${change}`;
export const incident = (keys: string) => `incidents[3]={ ${keys} }`;
export const csv = "demand.visits.curve={ kind: csv, file: rates.csv, time: t, column: r, unit: 1/s }";
export const daily = "demand.visits.curve={ kind: daily, peak: 12/s, trough: 4/s, peakHours: 08:45-09:00, ramp: 2m }";
export const ramp = "demand.visits.curve={ kind: ramp, from: 4/s, to: 12/s, starts: 1m, lasts: 3m }";
export const spike = "demand.visits.curve={ kind: spike, of: 6/s, at: 2m, lasts: 1m, factor: 2, ramp: 10s }";
export const bursty = "demand.visits.arrivals={ kind: bursty, dispersion: 4, timeScale: 5s }";
export const trace = "demand.visits.arrivals={ kind: trace, file: arrivals.csv, column: t, timeUnit: s }";
export const classes =
  "demand.visits={ name: visits, to: web, curve: 10/s, classes: [ { name: a, weight: 1, steps: [ { cpu: 50ms } ] }, { name: b, steps: [ { cpu: 250ms } ] } ] }";
export const session =
  "demand.visits={ name: visits, to: web, curve: 2/s, session: { messages: 5, between: 10s, message: { steps: [ { cpu: 100ms } ] } } }";
export const sockets = [
  session,
  "services.web={ kind: websocket-service, task: { cpu: 1 vCPU, memory: 2 GB }, desired: 4, bounds: { min: 2, max: 6 }, scaling: [], capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1, market: general } } }",
];
export const step =
  "services.web.scaling=[ { kind: step, metric: cpu, threshold: 20 %, period: 60s, evaluationPeriods: 1, cooldown: 60s, adjustmentType: ChangeInCapacity, steps: [ { lowerBound: 0 %, upperBound: 20 %, adjustment: 1 }, { lowerBound: 20 %, adjustment: 2 } ] } ]";
export const scheduled = "services.web.scaling=[ { kind: scheduled, cron: '45 8 * * *', bounds: { min: 6, max: 7 } } ]";
export const degradation =
  "services.web.degradation={ signal: cpu, window: 10s, levels: [ { above: 20 %, cpuFactor: 0.8, shed: 10 % } ], restoreBelow: 10 %, holdAtLeast: 10s }";
export const queueStep =
  "services.web.scaling=[ { kind: step, metric: queue-per-task, threshold: 0.1, period: 60s, evaluationPeriods: 1, steps: [ { lowerBound: 0, adjustment: 1 } ] } ]";
export const idle = "demand.visits={ name: visits, to: web, curve: 1/s, request: { steps: [ { cpu: 150ms } ] } }";
export const falling = "demand.visits.curve={ kind: steps, steps: [ { at: 0s, rate: 12/s }, { at: 1m, rate: 1/s } ] }";
export const rising = "demand.visits.curve={ kind: steps, steps: [ { at: 0s, rate: 2/s }, { at: 1m, rate: 14/s } ] }";
export const growing =
  "demand.visits.curve={ kind: steps, steps: [ { at: 0s, rate: 10/s }, { at: 1m, rate: 20/s }, { at: 4m, rate: 30/s } ] }";
export const onDemandOnly =
  "services.web.capacity={ FARGATE: { base: 1, weight: 5 }, FARGATE_SPOT: { weight: 1, market: general } }";
export const failing = "services.web.launch.failedStarts=100 %";
export const longCrunch = at(0, "lasts=5m");
export const lateFlush = "services.web.writeBuffer={ flushEvery: 5s, flushTakes: 8s, flushTimeout: 1s }";
export const crunch =
  "markets.general.crunch={ every: 2m, lasts: 60s, takes: 50 %, within: 10s, onDemand: { delay: 5s, failProbability: 20 % } }";
export const container = "services.web.task.healthCheck={ interval: 5s, timeout: 2s, retries: 2, startPeriod: 0s }";
export const slowBoot = "services.web.launch.boot=40s";
export const full = "services.web.task={ cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 2, queue: 0 }";
export const plan = "prices.committedUsdPerHour=0.1";

const written = { name: "log", cpu: "0.1 vCPU", memory: "256 MiB" };
export const sidecar = (change: Readonly<Record<string, string | boolean>> = {}) =>
  `services.web.task={ cpu: 0.9 vCPU, memory: 3840 MiB, maxConcurrent: 6, queue: 6, containers: [ ${JSON.stringify({ ...written, ...change })} ] }`;

/** A function, invoked now and then, or two times at once each second. */
export const lambda = (change = "") => `services.fn={ kind: lambda, memory: 512 MB${change} }`;
export const invoked = (change = "") =>
  `demand[1]={ name: calls, to: fn, curve: 2/s, request: { steps: [ { cpu: 50ms }, { wait: 400ms } ]${change} } }`;
export const asynchronous = (change = "") => lambda(`, invocation: asynchronous${change}`);
/** Nearly every attempt fails or is throttled. */
export const failingEvents = invoked(", errors: 90 %");
export const nightShift =
  ", scaling: [ { kind: scheduled, cron: '43 8 * * *', bounds: { min: 3 } }, { kind: scheduled, cron: '46 8 * * *', bounds: { min: 0, max: 0 } } ]";

export const pricing = (change = "") =>
  `services.pricing={ task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 1, queue: 2 }, classes: [ { name: quote, weight: 3, steps: [ { cpu: 50ms } ] }, { name: list, steps: [ { cpu: 200ms } ] } ]${change} }`;
export const database = (change = "") =>
  `services.pricing={ kind: dependency, latency: 100ms, maxConcurrent: 2, queue: 1${change} }`;
export const calling = (change = "") =>
  `demand.visits.request.steps=[ { cpu: 50ms }, { call: pricing, timeout: 300ms${change} } ]`;

/** A new revision of a service, three times as slow, which its strategy brings. */
export const release = (strategy: string, abort = "[]"): readonly string[] => [
  `services.web.deployment={ strategy: ${strategy}, abort: ${abort} }`,
  "incidents=[ { kind: deployment, at: 10s, service: web, task: { cpu: 1 vCPU, memory: 2 GB, workFactor: 3 } } ]",
  "services.web.launch.faster=20",
  "services.web.scaling=[]",
];
