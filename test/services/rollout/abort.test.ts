import { describe, expect, test } from "vitest";
import { aggregate } from "../../../sim/outcome/aggregate.js";
import { clockOutcome } from "../../../sim/outcome/wall-clock.js";
import { aspectsOf } from "../../../sim/services/service-shape.js";
import { Clock } from "../../../workload/clock.js";
import { billOf, replications, scenario } from "../../support/simulate.js";
import { released, yamlOf } from "./release.js";

/** 400 requests a second of 20 ms at eight tasks with two threads each: no queue to speak of. */
const large = {
  strategy:
    "{ kind: weighted, steps: [ { share: 10 %, lasts: 6m }, { share: 25 %, lasts: 6m }, { share: 50 %, lasts: 6m } ] }",
  curve: "240/s",
  request: "steps: [ { cpu: { kind: lognormal, mean: 10ms, p99: 40ms } } ], timeout: 10s",
  minutes: 35,
};
const documents =
  "[ p99 <= 3s for 5m, errorRate <= 1 %, interruptionErrors <= 0.5 %, cpu <= 75 % for 5m, { kind: interruptions, share: 10 % } ]";
const relative = "[ { kind: relative, rise: 15 %, over: 5m } ]";

describe("at large volume", () => {
  test.each([0, 1])("a healthy release comes to all of the traffic under the absolute rules (run %i)", (index) => {
    const { web } = released({ ...large, abort: documents, index });
    expect(web.cohorts).toMatchObject({ promoted: 1, abortedBy: {} });
  });

  test.each([0, 1])("a release that is half as slow again is aborted at its first step (run %i)", (index) => {
    const { web, events } = released({ ...large, abort: relative, slower: 1.5, index });
    expect(web.cohorts).toMatchObject({ promoted: 0, shareReached: 0.1 });
    expect(Object.keys(web.cohorts.abortedBy)).toEqual(["p99 <= baseline + 15 % over 5m"]);
    expect(events.filter(({ kind }) => kind === "canary-aborted").length).toBe(1);
  });
});

test("errors of the canary alone break its rule, though the service as a whole holds it", () => {
  // The canary's tasks have no room for what they get: each takes one request at a time and queues none.
  const { web } = released({
    ...large,
    abort: "[ errorRate <= 1 % ]",
    slower: 4,
    task: "cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 1, queue: 0",
    curve: "20/s",
    request: "steps: [ { cpu: { kind: lognormal, mean: 10ms, p99: 40ms } } ], timeout: 10s",
  });
  expect(web.cohorts.abortedBy).toEqual({ "errorRate <= 1 %": 1 });
});

test("nothing is decided on fewer answers than a relative rule asks for", () => {
  // 10 % of 2 requests a second are 60 in five minutes.
  const few = { ...large, strategy: "{ kind: canary, share: 10 %, lasts: 12m }", curve: "2/s", slower: 3 };
  expect(released({ ...few, abort: relative }).web.cohorts.promoted).toBe(1);
  const some = "[ { kind: relative, metric: p50, rise: 15 %, over: 5m, answersMin: 20 } ]";
  expect(released({ ...few, abort: some }).web.cohorts.promoted).toBe(0);
});

/** What is made of so many runs of a release. */
function outcomeOf(release: Parameters<typeof yamlOf>[0], runs: number) {
  const read = scenario(yamlOf(release));
  const { clock, objectives, claims, services } = read.scenario;
  return aggregate(
    {
      kind: "predicted",
      scenario: "",
      about: "",
      variant: null,
      version: "",
      seed: 1,
      replicationsAsked: runs,
      clock: clockOutcome(new Clock(clock)),
      assumptions: [],
      services: aspectsOf(services),
      strata: [],
      objectives,
      claims,
    },
    replications(read, runs).map((replication) => ({ replication, bill: billOf(read, replication) })),
  ).services.web.cohorts!;
}

test("the probability of an abort has an interval over runs: at most three in n where none was seen", () => {
  const short = { ...large, strategy: "{ kind: canary, share: 20 %, lasts: 6m }", curve: "60/s", minutes: 15 };
  const none = outcomeOf({ ...short, abort: documents }, 5);
  expect(none.aborted).toMatchObject({ value: 0, low: 0, high: 3 / 5 });
  expect(none.promoted.value).toBe(1);
  const all = outcomeOf({ ...short, abort: relative, slower: 3 }, 5);
  expect(all.aborted.value).toBe(1);
  expect(all.aborted.low).toBeCloseTo(1 - 3 / 5, 9);
  expect(all.aborted.high).toBe(1);
  expect(all.abortedBy).toEqual({ "p99 <= baseline + 15 % over 5m": 1 });
  // 20 % of the traffic for about five of fifteen minutes.
  expect(all.exposure.value).toBeGreaterThan(0.03);
  expect(all.exposure.value).toBeLessThan(0.1);
});
