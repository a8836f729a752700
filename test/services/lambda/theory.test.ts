import { describe, expect, test } from "vitest";
import { replications } from "../../support/simulate.js";
import { expectTheory } from "../../theory/expect-theory.js";
import { erlangB } from "../../theory/formulas.js";
import { meanOf } from "../../theory/station.js";
import { functionScenario, told } from "./function.js";

const runs = 20;

describe("a limit of concurrency without a queue", () => {
  test.each([
    ["exponential", "{ kind: exponential, mean: 100ms }"],
    ["fixed", "100ms"],
    ["lognormal", "{ kind: lognormal, mean: 100ms, p99: 500ms }"],
  ])("throttles what Erlang B says, with %s durations", (_, wait) => {
    const read = functionScenario("reservedConcurrency: 10, keepAlive: 24h", {
      demand: `curve: 80/s, request: { steps: [ { wait: ${wait} } ] }`,
      clock: "duration: 400s, warmup: 30s",
    });
    const all = replications(read, runs).map((run) => told(run));
    const throttled = all.map(({ invocations: { throttled, started } }) => throttled / (throttled + started));
    expectTheory(meanOf(throttled), erlangB(10, 8), 0.04);
    for (const { invocations, requests } of all) {
      expect(invocations.concurrencyMax).toBe(10);
      expect(requests.failedBy.throttled).toBe(invocations.throttled);
    }
  });
});

describe("a function of one environment that is invoked now and then", () => {
  const rate = 1 / 400; // a second
  const [keepAlive, placement, runs_] = [600, 2, 3]; // seconds: of keeping, of a cold start, of an invocation
  const read = functionScenario(
    `reservedConcurrency: 1, keepAlive: ${keepAlive}s, placement: ${placement}s, runtime: rust, timeout: 60s`,
    {
      demand: `curve: ${rate * 3600}/h, request: { steps: [ { wait: ${runs_}s } ] }`,
      clock: "duration: 40d, warmup: 1h",
      more: "ceilings: { requests: 10000000 }",
    },
  );
  const all = replications(read, runs).map((run) => told(run));

  test("starts cold with the probability that nobody comes while it is kept: a renewal at each end of an invocation", () => {
    // The wait from the end of an invocation to the next arrival is exponential, whatever came before.
    const cold = all.map(({ invocations: { coldStarts, started } }) => coldStarts / started);
    expectTheory(meanOf(cold), Math.exp(-rate * keepAlive), 0.05);
  });

  test("throttles the share of time in which it is in use: of each cycle the invocation and its cold start", () => {
    const coldShare = Math.exp(-rate * keepAlive);
    const init = 0.0145; // of rust on arm64: 14 ms in the median, rounded up to whole milliseconds
    const busy = runs_ + coldShare * (placement + init);
    const throttled = all.map(({ invocations: { throttled, started } }) => throttled / (throttled + started));
    expectTheory(meanOf(throttled), busy / (busy + 1 / rate), 0.15);
  });

  test("is idle for as long as it is kept or until it is used, in environment-time too", () => {
    const coldShare = Math.exp(-rate * keepAlive);
    const idled = (1 - coldShare) / rate; // of an exponential wait, what lies before the end of keeping
    const busy = runs_ + coldShare * (placement + 0.0145);
    const cycle = busy + 1 / rate;
    const mean = (column: Float64Array) => column.reduce((sum, each) => sum + each, 0) / column.length;
    expectTheory(meanOf(all.map(({ minutes }) => mean(minutes.idleEnvironments))), idled / cycle, 0.05);
    expectTheory(meanOf(all.map(({ minutes }) => mean(minutes.busyEnvironments))), busy / cycle, 0.05);
  });
});
