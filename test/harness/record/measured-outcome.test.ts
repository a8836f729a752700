import { describe, expect, test } from "vitest";
import type { FleetMinutes } from "../../../harness/record/fleet-series.js";
import { reporters } from "../../../reports/index.js";
import { failureCauses } from "../../../sim/facts/aspects/requests.js";
import { serviceMetrics } from "../../../sim/facts/service-metrics.js";
import { aggregate, exitCode } from "../../../sim/outcome/index.js";
import type { Outcome } from "../../../sim/outcome/outcome.js";
import { aspectsOf } from "../../../sim/scenario/index.js";
import { billOf, simulate, whole } from "../../support/simulate.js";
import { second } from "./fixture.js";
import { measuredSample, read } from "./measured-sample.js";

const { outcome } = measuredSample();

function predicted(): Outcome {
  const replication = simulate(read);
  const { name, about, seed, services, objectives, claims } = read.scenario;
  const experiment = {
    ...{
      kind: "predicted" as const,
      scenario: name,
      about,
      variant: null,
      version: "0.1.0",
      seed,
      replicationsAsked: 1,
    },
    ...{ clock: outcome.clock, assumptions: [], services: aspectsOf(services), strata: [], objectives, claims },
  };
  return aggregate(experiment, [{ replication, bill: billOf(read, replication) }]);
}

/** The dotted names of all fields, not looking into columns and lists. */
function fields(value: unknown, path = ""): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, part]) => fields(part, `${path}.${key}`));
}

function verdictOf(outcome: Outcome, objective: string) {
  return outcome.objectives.find((one) => one.objective === objective)?.verdict;
}

function fleet(columns: Partial<FleetMinutes> = {}): { services: Record<string, FleetMinutes>; events: [] } {
  const column = (value: number) => new Float64Array(10).fill(value);
  const minutes = { desired: column(4), running: column(4), spot: column(1), cpu: column(0.5) };
  return { services: { web: { ...minutes, activities: [], tasksLost: {}, ...columns } }, events: [] };
}

describe("a measured outcome", () => {
  test("has every field of a predicted one, for the aspects that were seen", () => {
    const { web } = predicted().services;
    const answers = serviceMetrics.filter(({ aspect }) => aspect === "requests" || aspect === "latency");
    const told = new Set(answers.map(({ field }) => field.split(".")[0]));
    const unseen = Object.keys(web).filter((key) => !told.has(key));
    const seen = fields(predicted()).filter((path) => !unseen.some((key) => path.includes(`.${key}`)));
    expect(fields(outcome)).toEqual(expect.arrayContaining([...seen]));
    expect(Object.keys(outcome.services.web)).toEqual([
      ...Object.keys(web).filter((key) => told.has(key)),
      ...["pooledP99Ms", "series"],
    ]);
  });

  test("has ends that add up to what was scheduled, by cause and by ending", () => {
    const { requests } = whole(outcome.services.web);
    const { scheduled, ends } = outcome.measured!.services.web;
    const causes = failureCauses.reduce((sum, cause) => sum + requests.failedBy[cause], 0);
    expect(requests.arrived).toBe(scheduled);
    expect(requests.completed + requests.degraded + causes).toBe(scheduled);
    expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(scheduled);
  });

  test("reports no quantile that needs more requests", () => {
    const { index, web } = outcome.measured!.services;
    expect(web.timesMs.latency.p99).toBeCloseTo(outcome.services.web.latencyMs!.p99.value!, 9);
    expect(index.timesMs.latency.p99).toBeNull();
  });

  test("is not billed, and says so instead of naming zero dollars", () => {
    expect(outcome.cost.totalUsd.value).toBeNull();
    expect(outcome.cost.perMonthBasis).toBe("a measured run is not billed");
    expect(verdictOf(outcome, "cost total <= $1")).toBe("not evaluated");
  });

  test("is judged by the objectives of its scenario", () => {
    expect(verdictOf(outcome, "web p99 <= 1s")).toBe("met");
    expect(verdictOf(outcome, "web p50 <= 10ms")).toBe("missed");
    expect(verdictOf(outcome, "index errorRate <= 1 %")).toBe("met");
    expect(verdictOf(outcome, "web p99 error <= 20 %")).toBe("not evaluated");
    expect(exitCode(outcome, { strict: false })).toBe(3);
  });

  test("names by its digest the schedule that was driven", () => {
    expect(measuredSample().outcome.digest).toBe(outcome.digest);
    expect(measuredSample({ share: { index: 1, of: 2 } }).outcome.digest).not.toBe(outcome.digest);
  });
});

describe("the fleet", () => {
  test("that nobody watched has no tasks and no scaling to judge, rather than none", () => {
    const { tasks, scaling, taskHours } = outcome.services.web;
    expect([tasks, scaling, taskHours]).toEqual([undefined, undefined, undefined]);
    expect(verdictOf(outcome, "web oscillationsPerDay <= 2")).toBe("not evaluated");
  });

  test("that was watched is reported and judged", () => {
    const { services, ...rest } = measuredSample({ fleet: fleet() }).outcome;
    const { tasks, cpu, taskHours } = whole(services.web);
    expect({ ...tasks, cpu: cpu.mean }).toEqual({ min: 4, mean: 4, max: 4, spotShare: 0.25, cpu: 0.5 });
    expect(taskHours.value).toBeCloseTo((4 * 10) / 60, 9);
    expect(verdictOf({ services, ...rest }, "web oscillationsPerDay <= 2")).toBe("met");
  });

  test("counts the minutes in which the watch saw nothing as the average of the others", () => {
    const running = Float64Array.from({ length: 10 }, (_, minute) => (minute < 5 ? Number.NaN : 6));
    const { services } = measuredSample({ fleet: fleet({ running }) }).outcome;
    expect(services.web.taskHours!.value).toBeCloseTo(1, 9);
  });
});

test("an aborted run decides nothing and keeps the minutes that it reached", () => {
  const { outcome, run } = measuredSample({ aborted: "interrupted by the user", elapsed: 90 * second });
  expect(exitCode(outcome, { strict: false })).toBe(5);
  expect(outcome.measured!.elapsedS).toBe(90);
  expect(run.replication.aborted).toBe("interrupted by the user");
});

test("an aborted load has its own digest, since it drove another schedule than a complete one", () => {
  const aborted = (seconds: number) =>
    measuredSample({ aborted: "interrupted by the user", elapsed: seconds * second }).outcome.digest;
  expect(new Set([outcome.digest, aborted(90), aborted(91)]).size).toBe(3);
});

test("an invalid measurement meets and misses nothing in any format", () => {
  const checks = [{ name: "lag", value: 90, limit: "<= 20 ms", unit: "ms", passed: false, detail: "" }] as const;
  const { outcome } = measuredSample({ audit: { valid: false, checks } });
  expect(outcome.objectives.length).toBeGreaterThan(2);
  for (const { verdict, value, margin } of outcome.objectives) {
    expect([verdict, value, margin]).toEqual(["not evaluated", null, null]);
  }
  for (const { print } of reporters) {
    const page = print({ ...outcome, about: "" }, { color: false });
    expect(page).not.toMatch(/\b(met|missed|undecided)\b/i);
  }
});
