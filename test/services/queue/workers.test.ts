import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { demandContext } from "../../../sim/scenario/index.js";
import { Histogram } from "../../../sim/statistics/histogram.js";
import { createDemands } from "../../../workload/demands.js";
import { keyed } from "../../../workload/random.js";
import { replications, scenario, simulate } from "../../support/simulate.js";

const second = 1_000_000;

/** A queue with workers that are always there. */
const steady = (work: string, { tasks = 2, slots = 3, queue = "", workers = "", curve = "1/s", clock = "" } = {}) =>
  scenario(`
name: steady
region: us-east-1
clock: { duration: 1h, warmup: 0s${clock} }
demand: [ { name: runs, to: jobs, curve: ${curve}, request: { ${work} } } ]
services:
  jobs: { kind: queue, visibilityTimeout: 60s${queue} }
  crew:
    kind: worker-service
    queue: jobs
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: ${slots} }
    desired: ${tasks}
    scaling: []
    abruptFailuresPerMonth: 0 %
    ${workers}
`);

interface Sent {
  readonly at: number;
  readonly ordinal: number;
  readonly takes: number;
}

/** What is sent, and how long its only step takes. */
function sentIn(read: ReturnType<typeof steady>, seed: number): readonly Sent[] {
  const [demand] = createDemands(read.scenario.demand, demandContext(read.scenario, seed, read.data.tables));
  const sent: Sent[] = [];
  for (const steps = new Int32Array(8); Number.isFinite(demand.nextAt); ) {
    const [at, ordinal] = [demand.nextAt, demand.taken];
    demand.take(steps, 0);
    sent.push({ at, ordinal, takes: steps[0] });
  }
  return sent;
}

function histogramOf(values: readonly number[]) {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.snapshot();
}

describe("one kind of worker is to the microsecond what the recursion of Kiefer and Wolfowitz says of a queue in order", () => {
  test.each([
    ["steps: [ { wait: { kind: exponential, mean: 4s } } ]", "1.3/s"],
    ["steps: [ { wait: 5s } ]", "1.1/s"],
    ["steps: [ { wait: { kind: lognormal, mean: 4s, p99: 20s } } ]", "1.6/s"],
  ])("%s at %s", (work, curve) => {
    const read = steady(work, {
      curve,
      queue: ", visibilityTimeout: 1h".replace("visibilityTimeout: 1h", "retention: 336h"),
    });
    const run = simulate(read);
    const free = Array.from({ length: 6 }, () => Number.NEGATIVE_INFINITY);
    const waits: number[] = [];
    const stays: number[] = [];
    for (const { at, takes } of sentIn(read, run.seed)) {
      free.sort((a, b) => a - b);
      const begins = Math.max(at, free[0]);
      free[0] = begins + takes;
      waits.push(begins - at);
      if (free[0] <= 3_900 * second) stays.push(free[0] - at);
    }
    const { jobs } = run.services;
    expect(jobs.messages!.queueing).toEqual(histogramOf(waits));
    expect(jobs.latency!.histogram).toEqual(histogramOf(stays));
  });
});

/** The slow and obvious way: a list of everything that will happen, looked through from the front each time. */
function plainQueue(sent: readonly Sent[], slots: number, errors: number, seed: number, config: PlainConfig) {
  const ends = { done: 0, deadLettered: 0, expired: 0, executions: 0, lasted: [] as number[] };
  const messages = sent.map((one) => ({ ...one, receives: 0, hiddenUntil: 0, visibleSince: one.at, isOpen: true }));
  let happenings: { at: number; order: number; act: () => void }[] = [];
  let [order, now, free] = [0, 0, slots];
  const plan = (at: number, act: () => void) => happenings.push({ at, order: order++, act });
  const visible: typeof messages = [];
  const give = () => {
    while (free > 0 && visible.length > 0) {
      const message = visible.shift()!;
      if (!message.isOpen) continue;
      if (message.receives === config.maxReceiveCount) {
        message.isOpen = false;
        ends.deadLettered++;
        continue;
      }
      free--;
      ends.executions++;
      const attempt = ++message.receives;
      plan(now + config.visibilityTimeout, () => {
        if (!message.isOpen) return;
        visible.push(message);
        give();
      });
      plan(now + message.takes, () => {
        free++;
        const isDone = keyed(seed, "errors/request", message.ordinal, attempt) >= errors;
        if (isDone && message.isOpen) {
          message.isOpen = false;
          ends.done++;
          ends.lasted.push(now - message.at);
        }
        give();
      });
    }
  };
  for (const message of messages) {
    plan(message.at, () => {
      visible.push(message);
      give();
    });
    plan(message.at + config.retention, () => {
      if (!message.isOpen) return;
      message.isOpen = false;
      ends.expired++;
    });
  }
  while (happenings.length > 0) {
    happenings = happenings.sort((a, b) => a.at - b.at || a.order - b.order);
    const next = happenings.shift()!;
    if (next.at > config.until) break;
    now = next.at;
    next.act();
  }
  return ends;
}

interface PlainConfig {
  readonly visibilityTimeout: number;
  readonly maxReceiveCount: number;
  readonly retention: number;
  readonly until: number;
}

test.each([
  // Executions that fail, that take longer than they are invisible, and messages that get too old.
  { curve: "0.4/s", mean: "20s", errors: 0.2, maxReceiveCount: 3, retention: 600 },
  { curve: "0.2/s", mean: "40s", errors: 0.1, maxReceiveCount: 2, retention: 3_600 },
  { curve: "0.6/s", mean: "20s", errors: 0, maxReceiveCount: 9, retention: 120 },
])(
  "a queue is what a list of all that happens makes of it: $curve of $mean",
  ({ curve, mean, errors, maxReceiveCount, retention }) => {
    const read = steady(`steps: [ { wait: { kind: exponential, mean: ${mean} } } ], errors: ${100 * errors} %`, {
      curve,
      queue: `, maxReceiveCount: ${maxReceiveCount}, retention: ${retention}s`,
    });
    const run = simulate(read);
    const until = 3_900 * second;
    const config = { visibilityTimeout: 60 * second, maxReceiveCount, retention: retention * second, until };
    const plain = plainQueue(sentIn(read, run.seed), 6, errors, run.seed, config);
    const { latency, messages, requests } = run.services.jobs;
    expect(latency!.histogram).toEqual(histogramOf(plain.lasted));
    expect({ ...messages!, done: requests!.completed }).toMatchObject({
      ...{ done: plain.done, deadLettered: plain.deadLettered, expired: plain.expired, executions: plain.executions },
    });
  },
);

describe("SIGTERM", () => {
  // The only message comes at 0 and takes a minute and a half; its task is stopped after 20 seconds, and another is there.
  const stopped = (drain: string, visibilityTimeout = "5m") => {
    const { services } = simulate(
      scenario(`
region: us-east-1
clock: { duration: 10m, warmup: 0s }
demand: [ { name: runs, to: jobs, curve: { kind: steps, steps: [ { at: 0s, rate: 2/s }, { at: 1s, rate: 0/s } ] }, arrivals: even, request: { steps: [ { wait: 90s } ] } } ]
services:
  jobs: { kind: queue, visibilityTimeout: ${visibilityTimeout} }
  crew: { kind: worker-service, queue: jobs, task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 1 }, desired: 4, scaling: [], abruptFailuresPerMonth: 0 %, drain: { ${drain} } }
incidents: [ { kind: stop-tasks, at: 20s, service: crew, count: 4 } ]
`),
    );
    return services.jobs;
  };

  test("lets an execution end that is done before SIGKILL", () => {
    const { messages, latency } = stopped("stopTimeout: 120s");
    expect([messages!.executions, Histogram.from(latency!.histogram).max]).toEqual([2, 90 * second]);
  });

  test("gives a message back that is not done by then, or puts it aside", () => {
    const back = stopped("stopTimeout: 30s");
    expect(back.messages).toMatchObject({ executions: 4, repeated: 2, lost: 2, deadLettered: 0 });
    expect(back.requests).toMatchObject({ completed: 2 });
    const aside = stopped("stopTimeout: 30s, unfinished: dead-letter");
    expect(aside.messages).toMatchObject({ executions: 2, deadLettered: 2, lost: 2 });
  });

  test("without a handler the message comes back after the rest of its visibility timeout, to the microsecond", () => {
    // Lost at 20 s, visible again five minutes after it was received, and done 90 s later.
    const { latency } = stopped("onSigterm: exit");
    expect(Histogram.from(latency!.histogram).max).toBe((300 + 90) * second);
    expect(Histogram.from(latency!.histogram).sum).toBe(2 * (300 + 90) * second);
  });
});

test("a dead letter goes to another queue, whose workers have it with the age that it has", () => {
  const read = scenario(`
region: us-east-1
clock: { duration: 30m, warmup: 0s }
demand:
  - { name: others, to: grave, curve: 0.01/s, request: { steps: [ { wait: 1s } ] } }
  - { name: runs, to: jobs, curve: 0.2/s, request: { steps: [ { wait: 5s } ], errors: 50 % } }
services:
  jobs: { kind: queue, visibilityTimeout: 20s, maxReceiveCount: 1, deadLetterQueue: grave }
  grave: { kind: queue }
  crew: { kind: worker-service, queue: jobs, task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [] }
  diggers: { kind: worker-service, queue: grave, task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [] }
`);
  const { jobs, grave, diggers } = simulate(read).services;
  expect(jobs.messages!.deadLettered).toBeGreaterThan(100);
  expect(grave.requests!.called).toBe(jobs.messages!.deadLettered);
  expect(diggers.jobs!.begun).toBe(grave.messages!.executions);
  expect(Histogram.from(grave.latency!.histogram).max).toBeGreaterThan(20 * second);
});

test("a task takes no more work beyond its soft memory limit, and waits for room with all that it has", () => {
  const work = "steps: [ { wait: 30s } ], memory: 400 MB";
  const most = (workers: string) =>
    simulate(steady(work, { slots: 20, tasks: 1, workers })).services.crew.jobs!.executingMost;
  // Of 2,048 MiB the process takes 256 and each execution 400: the third comes at 1,056, and with 1,456 that is above 70 %.
  expect(most("softMemoryLimit: 70 %")).toBe(3);
});

test("a batch waits at the task that has received it, and every receive is billed once", () => {
  const { jobs, crew } = simulate(steady("steps: [ { wait: 2s } ]", { curve: "2.9/s", workers: "batch: 10" })).services;
  const { receives, executions } = jobs.messages!;
  expect(receives).toBeLessThan(executions / 1.5);
  expect(crew.jobs!.executingMost).toBe(6);
  expect(jobs.messages!.inFlightMost).toBeGreaterThan(6);
});

test("a circuit breaker opens after so many minutes of errors, and no probe closes it while all fail", () => {
  const { events, services } = simulate(
    steady("steps: [ { wait: 2s } ], errors: 100 %", { curve: "2/s", workers: "breaker: { for: 3m, probes: 1 }" }),
  );
  const opened = events.filter(({ kind }) => kind === "circuit-open");
  expect(opened[0].at).toBe(180 * second);
  // Tried again after 1, 2, 4, 8 and then every 10 minutes, each time until a probe of two seconds has failed.
  const gaps = opened.slice(1).map(({ at }, index) => Math.round((at - opened[index].at) / second));
  expect(gaps).toEqual([62, 122, 242, 482, 602, 602, 602, 602]);
  expect(services.crew.jobs).toMatchObject({ openings: 1 });
  expect(services.crew.jobs!.openFor).toBe((3_600 - 180) * second);
});

/** Whatever befalls the workers. */
const troubles = fc.record({
  seed: fc.integer({ min: 1, max: 1_000 }),
  abrupt: fc.constantFrom("0 %", "90 %"),
  visibility: fc.integer({ min: 5, max: 90 }),
  onSigterm: fc.constantFrom("drain", "ignore", "exit"),
  unfinished: fc.constantFrom("release", "leave", "dead-letter"),
  heartbeat: fc.constantFrom("", "heartbeat: 4s"),
  duplicates: fc.constantFrom("0 %", "10 %"),
  batch: fc.integer({ min: 1, max: 10 }),
  breaker: fc.constantFrom("", "breaker: { for: 1m, endsMin: 1 }"),
  incidents: fc.array(
    fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom("stop-tasks", "deployment", "zone-outage", "spot-crunch")),
    { maxLength: 5 },
  ),
});

const incidentOf: Readonly<Record<string, string>> = {
  "stop-tasks": "service: crew, share: 50 %",
  deployment: "service: crew",
  "zone-outage": "lasts: 1m, zone: 1",
  "spot-crunch": "lasts: 2m, takes: 80 %, market: general",
};

test("whatever befalls tasks, each message ends once or is still there, and every execution is told of", () => {
  fc.assert(
    fc.property(troubles, ({ seed, abrupt, visibility, incidents, ...how }) => {
      const text = `
region: us-east-1
seed: ${seed}
clock: { duration: 10m, warmup: 1m }
demand: [ { name: runs, to: jobs, curve: 1/s, request: { steps: [ { cpu: 500ms }, { wait: { kind: exponential, mean: 15s } } ], errors: 10 %, memory: 100 MB, timeout: 60s } } ]
services:
  jobs: { kind: queue, visibilityTimeout: ${visibility}s, maxReceiveCount: 3, retention: 5m, duplicateProbability: ${how.duplicates} }
  crew:
    kind: worker-service
    queue: jobs
    batch: ${how.batch}
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 8 }
    bounds: { min: 1, max: 6 }
    desired: 3
    scaling: [ { kind: target-tracking, metric: backlog-per-task, target: 5 } ]
    capacity: { FARGATE: { weight: 1 }, FARGATE_SPOT: { weight: 1, market: general } }
    drain: { stopTimeout: 20s, onSigterm: ${how.onSigterm}, unfinished: ${how.unfinished} }
    abruptFailuresPerMonth: ${abrupt}
    ${how.heartbeat}
    ${how.breaker}
markets: { general: { interruptionsPerMonth: 99 % } }
incidents: [ ${incidents.map(([at, kind]) => `{ kind: ${kind}, at: ${at}m, ${incidentOf[kind]} }`).join(", ")} ]
`;
      const [{ services }] = replications(scenario(text), 1);
      const { requests, messages } = services.jobs;
      const { jobs } = services.crew;
      const { completed, failedBy, unfinished, arrived } = requests!;
      const failed = Object.values(failedBy).reduce((sum, count) => sum + count, 0);
      expect(completed + failed + unfinished).toBe(arrived);
      expect(messages!.queued + messages!.inFlight).toBe(unfinished);
      expect(failed).toBe(messages!.deadLettered + messages!.expired);
      expect(messages!.executions).toBeGreaterThanOrEqual(completed);
      expect(jobs!.done).toBeGreaterThanOrEqual(0);
      expect(jobs!.begun - jobs!.done - jobs!.failed - jobs!.lost).toBeGreaterThanOrEqual(0);
      if (how.duplicates === "0 %" && visibility > 60 + 20) {
        expect(messages!.repeated).toBeLessThanOrEqual(messages!.lost + messages!.failed);
      }
    }),
    { seed: 5, numRuns: 60 },
  );
});

test("a waiting message takes 64 bytes", () => {
  const read = steady("steps: [ { wait: 1s } ]", { tasks: 0, curve: "280/s", workers: "bounds: { min: 0, max: 1 }" });
  const before = process.memoryUsage().arrayBuffers;
  const { jobs } = simulate(read).services;
  expect(jobs.messages!.queued).toBeGreaterThan(1_000_000);
  const table = 2 ** Math.ceil(Math.log2(jobs.messages!.queued)) * 64;
  // The table doubles: while it does, half of it is there twice, and so is what was not collected yet.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * table);
});
