import { describe, expect, test } from "vitest";
import type { ObservedRollout } from "../../../sim/facts/aspects/observed-rollout.js";
import { Histogram } from "../../../sim/statistics/index.js";
import { type Release, released } from "./release.js";

/** 60 requests a second of 1 ms on eight idle tasks: nothing waits, so that work that is half as much again takes half as long again. */
const idle: Release = {
  strategy: "{ kind: weighted, steps: [ { share: 25 %, lasts: 8m }, { share: 50 %, lasts: 6m } ] }",
  curve: "60/s",
  request: "steps: [ { cpu: { kind: lognormal, mean: 1ms, p99: 3ms } } ], timeout: 10s",
  minutes: 30,
};
const rules =
  "[ p99 <= 4ms for 3m, { kind: relative, metric: p90, rise: 30 %, over: 3m }, { kind: exceedance, metric: p90 } ]";

const observedOf = (release: Release): ObservedRollout => released(release).web.cohorts.observed!;

test("nothing ends a canary that is observed, and what comes of its requests is what comes without rules", () => {
  const watched = released({ ...idle, slower: 3, abort: rules, observe: "{}" }).web;
  const free = released({ ...idle, slower: 3 }).web;
  expect(watched.cohorts).toMatchObject({ promoted: 1, abortedBy: {} });
  expect(watched.cohorts.canary.requests).toEqual(free.cohorts.canary.requests);
  expect(watched.requests).toEqual(free.requests);
  expect(watched.latency.histogram).toEqual(free.latency.histogram);
});

describe("a rule is told of as broken at the minute in which it ends a canary that is not observed", () => {
  test.each([
    ["p99 <= 4ms for 3m", 0],
    ["{ kind: relative, metric: p90, rise: 30 %, over: 3m }", 1],
    ["{ kind: exceedance, metric: p90 }", 2],
  ])("%s", (rule, number) => {
    const { steps } = observedOf({ ...idle, slower: 1.5, abort: rules, observe: "{}" });
    const { cohorts } = released({ ...idle, slower: 1.5, abort: `[ ${rule} ]` }).web;
    expect(cohorts.abortedAfter).toBeGreaterThan(0);
    expect(steps[0].broken[0][number]).toBeCloseTo(cohorts.abortedAfter, 9);
  });
});

test("a canary that is supposed to be slower breaks rules when its slow twin does", () => {
  const supposed = observedOf({ ...idle, abort: rules, observe: "{ slower: [ 20 %, 50 % ] }" });
  expect(supposed.slower).toEqual([1, 1.2, 1.5]);
  for (const [view, slower] of supposed.slower.entries()) {
    const twin = observedOf({ ...idle, slower, abort: rules, observe: "{}" });
    expect(supposed.steps.map(({ broken }) => broken[view])).toEqual(twin.steps.map(({ broken }) => broken[0]));
  }
});

describe("what a step tells", () => {
  const { web } = released({ ...idle, slower: 1.5, observe: "{}" });
  const { steps, tail } = web.cohorts.observed!;

  test("has the shares and times of its plan, all traffic at last, and every request once", () => {
    expect(steps.map(({ share }) => share)).toEqual([0.25, 0.5, 1]);
    const added = steps.reduce((sum, { canary }) => sum + canary.requests, 0);
    expect(added).toBe(web.cohorts.canary.requests.arrived);
    expect(steps[0].minutes).toBeGreaterThanOrEqual(8);
    expect(steps[1].sinceMinutes).toBeCloseTo(steps[0].sinceMinutes + steps[0].minutes, 9);
    expect(steps[0].canary.requests / (steps[0].canary.requests + steps[0].baseline.requests)).toBeCloseTo(0.25, 1);
  });

  test("is looked at every twenty stretches, of which it has 120 at its planned end, and finds the ratio of the p99s", () => {
    const { looks } = steps[0];
    const seconds = looks.map(({ minutes }) => Math.round(minutes * 60));
    // Stretches of 1 s, of 2 s from 240 s on, then of 4 s. Few of the first have answers enough to tell a p99.
    const due = [20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220, 240, 280, 320, 360, 400, 440, 480];
    expect(seconds.filter((each) => each <= 480)).toEqual(due);
    const last = looks.at(-1)!;
    expect(Math.abs(last.logRatio - Math.log(1.5))).toBeLessThan(4 * last.standardError);
    expect(last.canary).toBeLessThanOrEqual(steps[0].canary.requests);
  });

  test("has the tail of the baseline", () => {
    expect(tail!.quantile).toBe(Histogram.from(web.cohorts.baseline.histogram).quantile(0.99));
  });
});

test("evidence begins anew with another canary", () => {
  // The first one is slow and given up for the second, which is as fast as the baseline.
  const { web } = released({
    ...idle,
    strategy: "{ kind: weighted, steps: [ { share: 50 %, lasts: 30m } ] }",
    slower: 1.5,
    abort: "[ { kind: exceedance, metric: p50, level: 0.01 % } ]",
    incidents: "- { kind: deployment, at: 15m, service: web }",
    minutes: 40,
  });
  const aborts = Object.values(web.cohorts.abortedBy).reduce((sum, count) => sum + count, 0);
  expect(aborts).toBe(1);
});
