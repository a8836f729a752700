import { describe, expect, test } from "vitest";
import type { CohortRun } from "../../../sim/facts/aspects/cohorts.js";
import { Histogram } from "../../../sim/statistics/index.js";
import { onlyService, scenario, simulate } from "../../support/simulate.js";
import { released, yamlOf } from "./release.js";

const endsOf = ({ requests: { completed, degraded, unfinished, failedBy } }: CohortRun) =>
  Object.values(failedBy).reduce((sum, count) => sum + count, completed + degraded + unfinished);

const sum = (column: Float64Array, from = 0) => column.slice(from).reduce((all, one) => all + one, 0);

/** Retries, timeouts and full queues while Spot takes tasks and a canary comes to its steps and is aborted or not. */
const rough = {
  strategy:
    "{ kind: weighted, shadow: { share: 20 %, lasts: 2m }, steps: [ { share: 20 %, lasts: 4m }, { share: 60 %, lasts: 4m } ] }",
  curve: "70/s",
  task: "cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 4, queue: 4",
  request:
    "steps: [ { cpu: { kind: exponential, mean: 80ms } }, { wait: { kind: exponential, mean: 100ms } } ], timeout: 1s, retries: { attempts: 2 }, writes: 1",
  keys: "capacity: { FARGATE_SPOT: { weight: 1, market: general } }",
  incidents:
    "- { kind: spot-crunch, at: 9m, market: general, takes: 40 %, within: 30s, lasts: 1m }\nmarkets: { general: { interruptionsPerMonth: 90 % } }",
  minutes: 30,
};

describe("every request of every cohort ends once", () => {
  test.each([
    ["a rough rollout", rough],
    ["one that is aborted", { ...rough, slower: 2, abort: "[ errorRate <= 1 % for 2m ]" }],
    ["one that the run ends in", { ...rough, minutes: 12 }],
  ])("in %s", (_, release) => {
    const { web } = released(release);
    const { canary, baseline, shadow } = web.cohorts;
    for (const cohort of [canary, baseline, shadow]) {
      expect(cohort.requests.arrived).toBeGreaterThan(500);
      expect(endsOf(cohort)).toBe(cohort.requests.arrived);
    }
    expect(sum(web.minutes.canaryArrived)).toBe(canary.requests.arrived);
  });

  test("and from its first request on the two are all requests of the service", () => {
    // The canary gets its share in the warm-up, and keeps it.
    const { web } = released({
      strategy: "{ kind: weighted, steps: [ { share: 30 %, lasts: 1h } ], promote: false }",
      warmup: "5m",
      incidents: "",
      minutes: 20,
      keys: "",
    });
    const minute = web.minutes.canaryArrived.findIndex((count) => count > 0) + 1;
    const { canary, baseline } = web.cohorts;
    const both = canary.requests.arrived + baseline.requests.arrived;
    expect(both).toBeLessThanOrEqual(
      web.requests.arrived - sum(web.minutes.arrived) + sum(web.minutes.arrived, minute - 1),
    );
    expect(both).toBeGreaterThanOrEqual(sum(web.minutes.arrived, minute));
    expect(Histogram.from(canary.histogram).count).toBe(canary.requests.completed);
  });
});

test("copied requests cost capacity and answer nobody: what arrives, is answered and is written is the same", () => {
  const shadow = "{ kind: weighted, shadow: { share: 50 %, lasts: 1h }, steps: [ { share: 50 %, lasts: 1h } ] }";
  const request = "steps: [ { cpu: 20ms } ], timeout: 10s, writes: 1";
  const { web } = released({ strategy: shadow, request, minutes: 30 });
  const plain = released({ strategy: "{ kind: rolling }", request, minutes: 30 }).web;
  expect(web.cohorts.canary.requests.arrived).toBe(0);
  expect(web.cohorts.shadow.requests.arrived).toBeGreaterThan(20_000);
  expect(web.requests.arrived).toBe(plain.requests.arrived);
  expect(web.requests.completed).toBe(plain.requests.completed);
  expect(web.writes.accepted).toBe(plain.writes.accepted);
  // 40 requests a second of 20 ms on eight tasks are 10 % of their CPU; four more tasks do half of that work once more.
  expect(plain.minutes.cpu[20]).toBeCloseTo(0.1, 1);
  expect(web.minutes.running[20]).toBe(12);
  expect(web.minutes.cpu[20] * 12).toBeCloseTo(1.5 * 0.1 * 8, 0);
});

test("a canary that never comes changes nothing: the same digest as of a service whose deployments roll", () => {
  const quiet = (strategy: string) => {
    const [text] = yamlOf({ strategy, minutes: 10 }).split("incidents:");
    return simulate(scenario(text));
  };
  const [canary, rolling] = [quiet("{ kind: canary }"), quiet("{ kind: rolling }")];
  expect(canary.digest).toBe(rolling.digest);
  const { cohorts: _, ...told } = onlyService(canary);
  expect(told.requests).toEqual(onlyService(rolling).requests);
  expect(told.latency.histogram).toEqual(onlyService(rolling).latency.histogram);
});
