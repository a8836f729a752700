import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { auditLoad } from "../../harness/audit/audit.js";
import { drivenDemands } from "../../harness/plan/driven.js";
import { LoadPlan } from "../../harness/plan/load-plan.js";
import { loadFacts } from "../../harness/record/load-facts.js";
import { measuredJson, readMeasured } from "../../harness/record/measured-json.js";
import { measuredOutcome } from "../../harness/record/measured-outcome.js";
import { Measurement } from "../../harness/record/measurement.js";
import { mergeMeasured } from "../../harness/record/merge.js";
import { reporters } from "../../reports/index.js";
import type { ServiceFields } from "../../sim/facts/facts.js";
import { aggregate } from "../../sim/outcome/index.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { Histogram } from "../../sim/statistics/index.js";
import { answered, failed, idle, ms } from "../harness/record/fixture.js";
import { issuesOf } from "../scenario/reader.js";
import { billOf, endsOf, onlyService, replications, scenario, simulate, type WholeFacts } from "../support/simulate.js";
import { tellAll } from "./fixtures.js";

/** Two demands of one service whose requests take 20 ms and 300 ms; what is slow is given up after 250 ms. */
const shop = (objectives: string) => `
region: us-east-1
clock: { duration: 5m, warmup: 30s, represents: 24h per day }
demand:
  - { name: browse, to: web, curve: 20/s, request: { steps: [{ wait: 20ms }] } }
  - { name: checkout, to: web, curve: 10/s, request: { steps: [{ wait: { kind: uniform, min: 100ms, max: 300ms } }], timeout: 250ms } }
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 1000 }, desired: 2, scaling: [] } }
objectives: [ ${objectives} ]
`;
const asked = "web p99 <= 1s, web/browse p99 <= 30ms, web/checkout p99 <= 200ms, web/checkout errorRate <= 40 %";

function predicted(text: string, count = 3): Outcome {
  const read = scenario(text);
  const runs = replications(read, count).map((replication) => ({ replication, bill: billOf(read, replication) }));
  const clock = { start: "2026-03-02T00:00:00+00:00", durationS: 300, warmupS: 30 };
  const { objectives } = read.scenario;
  const about = { kind: "predicted" as const, scenario: "shop", about: "", variant: null, version: "0", seed: 1 };
  const names = { services: tellAll("web"), strata: [], claims: [], assumptions: [] };
  return aggregate({ ...about, ...names, replicationsAsked: count, clock, objectives }, runs);
}

describe("the requests of each demand", () => {
  test("add up to those of their service, ends and latencies alike", () => {
    const service = onlyService(simulate(scenario(shop(asked))));
    const demands = Object.values(service.demands) as Pick<WholeFacts, "requests" | "latency">[];
    const sumOf = (count: (one: (typeof demands)[number]) => number) =>
      demands.reduce((sum, one) => sum + count(one), 0);
    for (const key of ["arrived", "attempts", "completed", "degraded", "unfinished"] as const) {
      expect(sumOf(({ requests }) => requests[key])).toBe(service.requests[key]);
    }
    expect(sumOf(({ requests }) => requests.failedBy.timeout)).toBe(service.requests.failedBy.timeout);
    for (const demand of demands) expect(endsOf({ ...service, ...demand })).toBe(demand.requests.arrived);
    const together = new Histogram();
    for (const { latency } of demands) together.merge(latency.histogram);
    expect(together.snapshot()).toEqual(Histogram.from(service.latency.histogram).snapshot());
  });

  test("are told apart where there are several demands, or an objective names one; the digest is the same", () => {
    const alone = shop("web p99 <= 1s").replace(/ {2}- \{ name: checkout.*\n/, "");
    const named = alone.replace("web p99 <= 1s", "web/browse p99 <= 1s");
    expect(Object.keys(onlyService(simulate(scenario(shop("")))).demands)).toEqual(["browse", "checkout"]);
    expect(onlyService(simulate(scenario(alone))).demands).toEqual({});
    expect(Object.keys(onlyService(simulate(scenario(named))).demands)).toEqual(["browse"]);
    expect(simulate(scenario(named)).digest).toBe(simulate(scenario(alone)).digest);
  });
});

describe("objectives on service/demand", () => {
  test("are judged by that demand's arrivals", () => {
    const { objectives } = predicted(shop(asked));
    expect(objectives.map(({ objective, verdict }) => [objective, verdict])).toEqual([
      ["web p99 <= 1s", "missed"], // the quarter of the checkouts that are given up
      ["web/browse p99 <= 30ms", "met"],
      ["web/checkout p99 <= 200ms", "missed"],
      ["web/checkout errorRate <= 40 %", "met"],
    ]);
    expect(objectives[3].value).toBeCloseTo(0.25, 1);
    expect(objectives[2].detail).toMatch(/[45]\d\S* % .*of arrived missed it/);
  });

  test.each([
    ["web/chekout p99 <= 1s", /one of the demands web\/browse, web\/checkout.*'web\/chekout'.*web\/checkout/],
    ["web/browse cpu <= 50 %", /a metric of requests, which a demand has for itself/],
    ["web/browse p99 <= 1s for 5m", /p99/],
  ])("are refused where they name nothing: %s", (objective, says) => {
    const [{ expected, got, hint = "" }] = issuesOf(shop(objective)).filter(({ severity }) => severity === "error");
    expect(`${expected} ${got} ${hint}`).toMatch(says);
  });
});

describe("reports", () => {
  const outcome = predicted(shop(asked));
  const print = (format: string) =>
    reporters.find((reporter) => reporter.format === format)!.print(outcome, { color: false });

  test("have the latency and the ends of each demand", () => {
    expect(print("text")).toMatch(
      /by demand +p50 +p99 +95 % interval +arrived +failed\n.*browse +20\.\d ms.*\n.*checkout/,
    );
    expect(JSON.parse(print("json")).services.web.demands.browse.latencyMs.p50.value).toBeCloseTo(20, 0);
    const rows: Record<string, string>[] = parse(print("csv"), { columns: true });
    const found = rows.find(({ service, measure }) => service === "web/checkout" && measure === "latencyMs.p99");
    expect(found).toMatchObject({ unit: "ms" });
    expect(print("markdown")).toMatch(/\| web\/checkout p99 \| 2\d\d/);
  });
});

describe("a measurement", () => {
  test("has them too, merged from several processes and read again from a file", () => {
    const read = scenario(shop(asked));
    const facts = loadFacts(read.scenario, drivenDemands(read.scenario, read.data.tables));
    const parts = [1, 2].map((index) => {
      const measurement = new Measurement(facts);
      const plan = new LoadPlan({ scenario: read.scenario, tables: read.data.tables, share: { index, of: 2 } });
      for (let planned = plan.next(); planned !== null; planned = plan.next()) {
        if (planned.kind === "session") continue;
        const isSlow = planned.demand === "checkout";
        const endedAt = planned.dueAt + (isSlow ? 400 : 20) * ms;
        const isLost = isSlow && planned.ordinal % 4 === 0;
        measurement.record(planned, isLost ? failed("queueFull", endedAt) : answered(endedAt));
      }
      return measurement.snapshot(idle);
    });
    const snapshot = readMeasured(measuredJson(mergeMeasured(parts)));
    const about = { version: "0", targets: {}, share: { index: 1, of: 1 }, label: null, aborted: null, fleet: null };
    const audit = { ...auditLoad(snapshot, facts), valid: true };
    const { outcome } = measuredOutcome({ read, snapshot, audit, elapsed: 300e6, begunMs: null, ...about });
    const { browse, checkout } = outcome.services.web.demands! as Record<string, ServiceFields>;
    expect([browse, checkout].map(({ latencyMs }) => Math.round(latencyMs.p50.value!))).toEqual([20, 400]);
    expect(browse.requests.arrived + checkout.requests.arrived).toBe(outcome.services.web.requests!.arrived);
    expect(checkout.requests.failed / checkout.requests.arrived).toBeCloseTo(0.25, 1);
    expect(outcome.objectives.map(({ verdict }) => verdict)).toEqual(["missed", "met", "missed", "met"]);
  });
});
