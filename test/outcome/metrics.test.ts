import { describe, expect, test } from "vitest";
import { z } from "zod";
import { namedMetrics, type ServiceMetric, serviceMetrics } from "../../sim/facts/service-metrics.js";
import { units } from "../../sim/facts/units.js";
import { claimShape, serviceOfClaim } from "../../sim/outcome/claims.js";
import { costMetrics, parseReference } from "../../sim/outcome/reading.js";
import {
  activity,
  cohorts,
  jobsOf,
  latencies,
  messagesOf,
  minutes,
  requests,
  run,
  runsOf,
  runsOfLauncher,
  service,
} from "./fixtures.js";

/** What kinds of service tell that are no request services, and the columns that their metrics read. */
const beside = (facts: Readonly<Record<"started" | "provisioned" | "wrong", number>>) => ({
  messages: messagesOf(facts.wrong),
  jobs: jobsOf(facts.wrong),
  invocations: {
    ...{ started: facts.started, coldStarts: 0, spillover: 0, throttled: 0, errors: 0, retried: 0 },
    ...{
      events: { worked: facts.started, deadLettered: 0, dropped: 0, underWay: 0 },
      concurrencyMax: 3,
      billedGbMs: 10,
    },
  },
  cohorts,
  instances: {
    ...{ hours: { "m6g.large zone 1": facts.started }, interruptions: 0, interruptionsExpected: facts.started / 100 },
    ...{ vcpuHours: 2, vcpuHoursTaken: 1, memoryGbHours: 8, memoryGbHoursTaken: 2 },
  },
  minutes: {
    ...minutes(10),
    instances: new Float64Array(10).fill(2),
    instancesPending: new Float64Array(10),
    started: new Float64Array(10).fill(facts.started / 10),
    coldStarts: new Float64Array(10),
    throttled: new Float64Array(10),
    busyEnvironments: new Float64Array(10).fill(2),
    idleEnvironments: new Float64Array(10),
    provisionedEnvironments: new Float64Array(10).fill(facts.provisioned),
    provisionedBusy: new Float64Array(10).fill(1),
    visible: new Float64Array(10).fill(3),
    executing: new Float64Array(10).fill(2),
  },
});

describe("every metric", () => {
  const busy = {
    ...service({
      requests: requests({ arrived: 30_000, completed: 30_000 }),
      latency: latencies(Array.from({ length: 30_000 }, () => 100)),
      scaling: { activities: [activity(0, 5, 8), activity(60, 8, 5)], lags: [1_000_000] },
      spot: { interruptions: 1, interruptedRequests: 2, interruptionsExpected: 0 },
      writes: { accepted: 100, flushed: 98, deadLettered: 1, lost: 1, lostAtMost: 2, lostAtOnce: 1 },
      tasks: { replacementLags: [90_000_000] },
      runs: runsOfLauncher(2_000),
    }),
    ...beside({ started: 100, provisioned: 2, wrong: 1 }),
  };

  /** Other aspects have tests of their own. */
  const isTold = ({ aspect, ifTold }: ServiceMetric) => aspect in busy && ifTold === undefined;

  test.each(serviceMetrics.filter(isTold).map((metric) => [metric.field, metric] as const))(
    "%s is a number of a busy run",
    (_, metric) => {
      expect(metric.value({ facts: busy, days: 1 })).toBeGreaterThanOrEqual(0);
      expect(metric.about).toMatch(/\.$/);
    },
  );

  test("has a name and a field of its own", () => {
    for (const metrics of [namedMetrics, costMetrics]) {
      const spellings = metrics.flatMap(({ name, field }) => [...new Set([name, field])]);
      expect(new Set(spellings).size).toBe(spellings.length);
    }
  });

  test.each(
    namedMetrics
      .filter((metric) => isTold(metric) && metric.event !== undefined)
      .map((metric) => [metric.name, metric] as const),
  )("%s of a run without losses is zero, and its least step is above it", (_, metric) => {
    const calm = {
      ...service({
        writes: { accepted: 100, flushed: 100, deadLettered: 0, lost: 0, lostAtMost: 0, lostAtOnce: 1 },
        runs: runsOfLauncher(0),
      }),
      ...beside({ started: 100, provisioned: 2, wrong: 0 }),
    };
    expect(metric.value({ facts: calm, days: 1 })).toBe(0);
    expect(metric.event!({ facts: calm, days: 1 })).toBeGreaterThan(0);
  });
});

test("interruptions are what the closed form expects per Spot task and month", () => {
  // Seven Spot tasks for 10 minutes are 70/60 h = 0.0015982 task-months; one expected in them is 625.7 a month.
  const { reading } = parseReference("orchestrator.interruptions");
  const night = runsOf([{ spot: { interruptions: 3, interruptedRequests: 0, interruptionsExpected: 1 } }])[0];
  expect(reading.value(night)).toBeCloseTo(730 / (70 / 60), 9);
});

test("cost per thousand requests divides by all requests of demands", () => {
  const services = { web: service({ requests: requests({ arrived: 3000 }) }), worker: service() };
  expect(parseReference("cost.perThousandRequestsUsd").reading.value(run(0, { services }))).toBe(10 / 4);
});

test("cost per thousand requests counts a request once, whatever its service asks of others for it", () => {
  const called = service({ requests: requests({ arrived: 3_200, called: 3_000 }) });
  const services = { web: service({ requests: requests({ arrived: 800 }) }), prices: called };
  expect(parseReference("cost.perThousandRequestsUsd").reading.value(run(0, { services }))).toBe(10);
});

test("a metric of minutes skips those that have no value", () => {
  const columns = minutes(3, { cpu: [Number.NaN, 0.2, 0.6] });
  const { reading } = parseReference("orchestrator.cpu");
  expect(reading.value(runsOf([{ minutes: columns }])[0])).toBeCloseTo(0.4, 12);
});

describe("claims", () => {
  test("name a metric by name or by its place in outcome.json", () => {
    const claim = { document: "0.5 % lost", compute: "orchestrator.writes.lostShare" };
    expect(claimShape.parse(claim)).toEqual(claim);
    expect(z.encode(claimShape, claimShape.parse(claim))).toEqual(claim);
    expect(serviceOfClaim(claim)).toBe("orchestrator");
    expect(serviceOfClaim({ document: "", compute: "cost.perMonthUsd" })).toBeNull();
  });

  test.each([
    ["orchestrator", "a metric with its service"],
    ["orchestrator.writes.lostShares", "a metric of a service"],
    ["cost.perYear", "a metric of cost"],
    [3, "a metric such as"],
  ])("%s is refused", (compute, expected) => {
    const result = claimShape.safeParse({ document: "x", compute });
    expect(result.error?.issues[0].message).toContain(expected);
  });
});

describe("units", () => {
  test.each([
    [units.ms.print(2412.3), "2.41 s"],
    [units.ms.print(87.123), "87.1 ms"],
    [units.s.print(119), "119 s"],
    [units.s.print(363), "6.05 min"],
    [units.USD.print(1500.4), "$1,500"],
    [units.USD.print(0.126), "$0.13"],
    [units.ratio.print(0.00496), "0.496 %"],
    [units.count.print(1_234_567), "1,234,570"],
    [units["1/day"].print(2), "2 a day"],
  ])("%s is written as %s", (written, expected) => {
    expect(written).toBe(expected);
  });
});
