import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { scalingShape } from "../../sim/scaling/index.js";
import { classOf, kindOf, type MetricSpelling, metricNames, metricOf } from "../../sim/scaling/metric.js";
import { metrics } from "../../sim/scaling/metrics/index.js";
import type { ExpectedLoad, MeteredService, MetricKind, Readings } from "../../sim/scaling/metrics/kind.js";
import { visibleMessages } from "../../sim/scaling/metrics/visible-messages.js";
import { minute, second } from "../scaling/fixture.js";
import { overloadLocally, simulateOverload, timingOf, tracking } from "../scaling/overload.js";

interface Task {
  readonly cpu: number;
  readonly memory: number;
  readonly queued: number;
  readonly connections: number;
}

/** A service that is looked at each minute; each of its tasks of a vCPU and 1,000 MiB goes on as it is. */
function service(tasks: readonly Task[]) {
  let now = 0;
  const sum = (of: (task: Task) => number) => tasks.reduce((all, task) => all + of(task), 0);
  const metered: MeteredService<Task> & Readings<Task> = {
    now: () => now,
    desired: () => tasks.length,
    cpu: () => ({ used: now * sum(({ cpu }) => cpu), reserved: now * tasks.length }),
    tasks: () => tasks,
    runningAt: () => -minute,
    cpuOf: ({ cpu }) => ({ used: cpu * (now + minute), reserved: now + minute }),
    memoryOf: ({ memory }) => ({ used: 1_000 * memory, reserved: 1_000 }),
    requests: {
      targets: () => tasks.length,
      attempts: () => Math.round(now / second),
      queuedOf: ({ queued }) => queued,
    },
    provisioned: { used: () => now * sum(({ cpu }) => cpu), held: () => now * tasks.length },
    connections: { connectionsOf: ({ connections }) => connections },
    messages: { visible: () => sum(({ queued }) => queued) },
  };
  const pass = (time: number) => {
    now += time;
  };
  return { metered, pass };
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const few = fc.integer({ min: 0, max: 9 });
const fleets = fc.array(fc.record({ cpu: share, memory: share, queued: few, connections: few }), {
  minLength: 1,
  maxLength: 9,
});

/** A task holds 200 MiB and what its requests hold. */
const loads = fc
  .record({ requestsPerSecond: fc.integer({ min: 1, max: 1_000 }), vcpus: fc.integer({ min: 1, max: 100 }) })
  .map(
    ({ requestsPerSecond, vcpus }): ExpectedLoad => ({
      requestsPerSecond,
      connections: 10 * requestsPerSecond,
      vcpus,
      inWork: 2 * vcpus,
      task: { vcpu: 1, applicationVcpu: 0.8, memoryMib: 1_000, slots: 4 },
      memoryMib: (tasks) => 200 + (10 * requestsPerSecond) / tasks,
      queued: (tasks) => (vcpus > tasks ? 100 : 0),
    }),
  );

const kinds: readonly MetricKind[] = metrics;

test("each name and each spelling is that of one metric", () => {
  const spellings = kinds.flatMap(({ name, aws, highResolution = [] }) => [name, ...aws].concat(highResolution));
  expect(new Set(spellings).size).toBe(spellings.length);
  expect(new Set(metricNames).size).toBe(metricNames.length);
  for (const spelling of spellings) expect(metricNames).toContain(metricOf(spelling as MetricSpelling));
});

describe.each(kinds.map((kind) => [kind.name, kind] as const))("%s", (name, kind) => {
  const { unit } = kind;
  const value = unit.greatest === 1 ? 0.4 : 3;

  test("is spelled in target tracking and in steps, in its own unit", () => {
    for (const metric of [name, ...kind.aws]) {
      const target = z.encode(unit.target(), value);
      const steps = [{ lowerBound: z.encode(unit.bound(), 0), adjustment: 1 }];
      const [tracked, step] = scalingShape.parse([
        { kind: "target-tracking", metric, target },
        { kind: "step", metric, threshold: z.encode(unit.threshold(), value), steps },
      ]);
      expect([tracked, step]).toMatchObject([{ target: value }, { threshold: value }]);
      expect(unit.format(value)).toMatch(/\d/);
    }
  });

  test("shows of a period a mean that lies between what single tasks show", () => {
    fc.assert(
      fc.property(fleets, (tasks) => {
        const { metered, pass } = service(tasks);
        const { mean, single } = kind.read(metered);
        pass(minute);
        const shown = mean();
        const each = single?.() ?? [shown];
        expect(Number.isFinite(shown)).toBe(true);
        expect(shown).toBeGreaterThanOrEqual(Math.min(...each) - 1e-9);
        expect(shown).toBeLessThanOrEqual(Math.max(...each) + 1e-9);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  test("is missing where no task is there that should be, but for what a queue alone shows", () => {
    if (kind === visibleMessages) return;
    const { metered, pass } = service([]);
    const { mean } = kind.read({ ...metered, desired: () => 1 });
    pass(minute);
    expect(mean()).toBeNaN();
  });

  test("is expected to fall, or to stay, the more tasks share a load", () => {
    fc.assert(
      fc.property(loads, fc.integer({ min: 1, max: 200 }), (load, tasks) => {
        expect(kind.expected(load, tasks + 1)).toBeLessThanOrEqual(kind.expected(load, tasks));
        expect(kind.expected(load, tasks)).toBeGreaterThanOrEqual(0);
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  test("shows a value with the capacity for it, but for a backlog, which all that is more than enough brings to nothing", () => {
    if (kind.asks.includes("messages")) return;
    fc.assert(
      fc.property(loads, fc.double({ min: 0.3, max: 0.9, noNaN: true }), (load, of) => {
        const capacity = kind.capacityFor(load, of);
        if (capacity !== null) expect(kind.expected(load, capacity)).toBeCloseTo(of, 6);
      }),
      { seed: 5, numRuns: 100 },
    );
  });
});

/** Those of a service behind a load balancer, which the local fleet has too. */
const metricsOfTasks = metricNames.filter((metric) => kindOf(metric).asks.every((reading) => reading === "requests"));

/** What each metric is held at where an overload is far above. */
const held = ({ unit }: MetricKind) => (unit.greatest === 1 ? 0.4 : 10);

describe.each(
  metricsOfTasks.map((metric) => {
    const kind = kinds.find(({ name }) => metric === name || metric === `${name}-high-resolution`)!;
    const spelling = metric === kind.name ? metric : kind.highResolution!;
    return [metric, tracking(kind, spelling, held(kind))] as const;
  }),
)("an overload by %s", (metric, policy) => {
  const { lag, period } = timingOf(classOf(metric));

  test("is noticed at the first decision of a world that begins in it", () => {
    const [first] = simulateOverload(policy);
    expect(first.at).toBe(lag % period);
    expect(first.to).toBeGreaterThan(2);
  });

  test("is noticed by the local fleet as soon as three datapoints are seen", () => {
    const due = (3 * period + lag) / second;
    expect(overloadLocally(policy, due + 60)).toBe(due);
  });
});
