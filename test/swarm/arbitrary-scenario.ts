import fc from "fast-check";

/** Random scenarios of five minutes, small enough to run by the hundred and rough enough to meet every path of a request. */

const among = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const seconds = (min: number, max: number) => fc.integer({ min, max }).map((count) => `${count}s`);
const percent = (min: number, max: number) => fc.integer({ min, max }).map((count) => `${count} %`);
const upTo = <T>(most: number, each: fc.Arbitrary<T>) => fc.array(each, { maxLength: most });

/** An object some of whose keys are left out. */
const some = <T extends object>(keys: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(keys, { requiredKeys: [] });

const time = fc.oneof(
  among<unknown>("0s", "1us", "20ms", "700ms", "9s", "100s"),
  fc.constant({ kind: "exponential", mean: "200ms" }),
  fc.constant({ kind: "lognormal", mean: "300ms", p99: "2s" }),
  fc.constant({ kind: "bounded-pareto", min: "5ms", max: "20s", alpha: 1.2 }),
);

const request = fc.record(
  {
    steps: fc.array(fc.oneof(fc.record({ cpu: time }), fc.record({ wait: time })), { minLength: 1, maxLength: 4 }),
    writes: fc.nat(3),
    timeout: among("50ms", "1s", "10s"),
    cancelOnDisconnect: fc.boolean(),
    memory: among("1 MiB", "40 MiB"),
    retries: some({
      attempts: fc.nat(4),
      on: fc.subarray(["timeout", "5xx"]),
      backoff: some({ initial: among("0s", "10ms", "5s"), jitter: among("full", "none") }),
      budget: percent(0, 100),
    }),
  },
  { requiredKeys: ["steps"] },
);

const rate = fc.integer({ min: 0, max: 30 }).map((count) => `${count}/s`);
const demand = fc.record(
  {
    curve: fc.oneof(rate, fc.record({ kind: fc.constant("ramp"), from: rate, to: rate, lasts: fc.constant("3m") })),
    arrivals: fc.oneof(
      among<unknown>("poisson", "even"),
      fc.constant({ kind: "bursty", dispersion: 6, timeScale: "5s" }),
    ),
    request,
  },
  { requiredKeys: ["curve", "request"] },
);

const spot = fc.record({
  base: fc.constant(0),
  weight: fc.integer({ min: 1, max: 5 }),
  market: fc.constant("general"),
});
const onDemand = fc.record({ base: fc.nat(2), weight: fc.integer({ min: 1, max: 5 }) });
const strategy = fc.oneof(
  fc.record({ FARGATE: onDemand }),
  fc.record({ FARGATE_SPOT: spot }),
  fc.record({ FARGATE: onDemand, FARGATE_SPOT: spot }),
);

const policy = fc.oneof(
  fc.record({
    kind: fc.constant("target-tracking"),
    metric: fc.constant("cpu"),
    target: percent(10, 90),
    resolution: fc.constant("high"),
    scaleOutCooldown: seconds(0, 60),
    scaleInCooldown: seconds(0, 60),
    lowDatapoints: fc.integer({ min: 1, max: 3 }),
    highDatapoints: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    kind: fc.constant("scheduled"),
    cron: fc.integer({ min: 0, max: 4 }).map((minute) => `${minute} 0 * * *`),
    bounds: fc.record({ min: fc.nat(3), max: fc.integer({ min: 3, max: 9 }) }),
  }),
);

const discipline = among<unknown>("processor-sharing", "event-loop", { kind: "worker-pool", threads: 2 });
const size = among(
  { cpu: "0.25 vCPU", memory: "2 GB", baseMemory: "256 MiB" },
  { cpu: "1 vCPU", memory: "4 GB", baseMemory: "3900 MiB" },
  { cpu: "2 vCPU", memory: "4 GB", baseMemory: "256 MiB" },
);
const pauses = fc.constant({ every: { kind: "exponential", mean: "5s" }, lasts: "300ms" });
const manners = fc.record(
  { discipline, maxConcurrent: fc.integer({ min: 1, max: 20 }), queue: among(0, 1, 50), pauses },
  { requiredKeys: ["discipline", "maxConcurrent", "queue"] },
);
const task = fc.tuple(size, manners).map(([size, manners]) => ({ ...size, ...manners }));

const degradation = fc.record({
  signal: fc.constant("cpu"),
  window: seconds(1, 20),
  levels: fc.constant([
    { above: "40 %", cpuFactor: 0.5 },
    { above: "70 %", shed: "50 %" },
  ]),
  restoreBelow: percent(0, 40),
  holdAtLeast: seconds(0, 60),
  suspendsScaleIn: fc.boolean(),
});

const rollout = fc.record({
  strategy: among<unknown>(
    { kind: "blue-green", bakeTime: "20s" },
    { kind: "canary", share: "30 %", lasts: "40s" },
    { kind: "linear", step: "40 %", lasts: "20s", bakeTime: "10s" },
    {
      kind: "weighted",
      shadow: { share: "30 %", lasts: "20s" },
      steps: [
        { share: "20 %", lasts: "30s" },
        { share: "60 %", lasts: "30s" },
      ],
    },
    { kind: "weighted", steps: [{ share: "50 %", lasts: "1m" }], promote: false },
  ),
  abort: fc.subarray<unknown>([
    "p50 <= 100ms for 1m",
    "errorRate <= 20 %",
    { kind: "relative", metric: "p50", rise: "10 %", over: "1m", answersMin: 5 },
    { kind: "interruptions", share: "20 %", within: "1m" },
  ]),
  circuitBreaker: fc.record({ enable: fc.boolean(), rollback: fc.boolean() }),
});

const service = fc.record(
  {
    task,
    desired: fc.integer({ min: 0, max: 6 }),
    bounds: fc.constant({ min: 0, max: 9 }),
    capacity: strategy,
    fallback: fc.record({ after: seconds(0, 60) }),
    scaling: fc.uniqueArray(policy, { maxLength: 2, selector: ({ kind }) => kind }),
    balancer: some({
      algorithm: among("round-robin", "least-outstanding", "weighted-random"),
      idleTimeout: seconds(2, 900),
    }),
    healthCheck: fc.constant({ interval: "6s", timeout: "2s", sharesCapacity: true }),
    drain: some({
      deregistrationDelay: seconds(0, 60),
      stopTimeout: seconds(2, 40),
      onSigterm: among("drain", "serve", "ignore", "exit"),
      deregistrationLag: seconds(0, 50),
    }),
    writeBuffer: some({
      flushEvery: among("10ms", "5s"),
      flushTakes: among("0s", "1s", "30s"),
      flushTimeout: seconds(1, 40),
      deadLetter: fc.boolean(),
      acknowledge: among("buffered", "durable"),
    }),
    degradation,
    deployment: fc.oneof(
      among<unknown>({ minimumHealthyPercent: "50 %", maximumPercent: "100 %" }, { maximumPercent: "150 %" }),
      rollout,
    ),
    launch: fc.constant({ schedule: "1s", provision: "3s", boot: "2s", pullPerGib: "4s" }),
    abruptFailuresPerMonth: fc.constant("99 %"),
  },
  { requiredKeys: ["task", "desired", "bounds", "capacity", "scaling"] },
);

const at = seconds(0, 300);
const incident = fc.oneof(
  fc.record({ kind: fc.constant("traffic-spike"), at, lasts: seconds(1, 60), factor: fc.integer({ min: 0, max: 5 }) }),
  fc.record({
    kind: fc.constant("slow-downstream"),
    at,
    lasts: seconds(1, 60),
    factor: fc.integer({ min: 0, max: 5 }),
  }),
  fc.record({ kind: fc.constant("zone-outage"), at, lasts: seconds(1, 90), zone: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant("deployment"), at, service: fc.constant("web") }),
  fc.record({ kind: fc.constant("strategy-switch"), at, service: fc.constant("web"), capacity: strategy }),
  fc.record({
    kind: fc.constant("spot-crunch"),
    at,
    market: fc.constant("general"),
    takes: percent(0, 100),
    within: seconds(0, 30),
    lasts: seconds(1, 120),
    onDemand: fc.record({ delay: seconds(0, 20), failProbability: percent(0, 100) }),
  }),
);

/** A scenario as a plain object; JSON is YAML. */
export const arbitraryScenario = fc
  .record({
    seed: fc.nat(1_000_000),
    demand: fc.array(demand, { minLength: 1, maxLength: 2 }),
    web: service,
    incidents: upTo(4, incident),
  })
  .map(({ seed, demand, web, incidents }) => ({
    seed,
    region: "us-east-1",
    clock: { duration: "5m", warmup: "1m", represents: "5m per day" },
    demand: demand.map((each, index) => ({ name: `load-${index}`, to: "web", ...each })),
    services: { web },
    markets: { general: { interruptionsPerMonth: "99 %" } },
    incidents,
  }));
