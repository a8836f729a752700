import { describe, expect, test } from "vitest";
import { latencyOf, simulate } from "../../support/simulate.js";
import { functionScenario, linesOf, told } from "./function.js";

const mean = (column: Float64Array) => column.reduce((sum, each) => sum + each, 0) / column.length;

describe("sparse traffic, invoked directly, with a keep-alive of ten minutes", () => {
  // A cold start of 1 s and the 1 ms that rust takes at least; an invocation of 2 s.
  const sparse = (each: string, more = "") =>
    functionScenario(`placement: 1s, runtime: rust, timeout: 10s${more}`, {
      demand: `curve: ${each}, arrivals: even, request: { steps: [ { wait: 2s } ] }`,
      clock: "duration: 10h, warmup: 1h",
    });

  test("every five minutes one environment serves all: idle between, and started cold once, before the report", () => {
    const { invocations, minutes, latency } = told(simulate(sparse("12/h")));
    expect([invocations.started, invocations.coldStarts, invocations.concurrencyMax]).toEqual([120, 0, 1]);
    expect(latencyOf({ latency }).max).toBe(2e6);
    expect(mean(minutes.busyEnvironments)).toBeCloseTo(2 / 300, 9);
    expect(mean(minutes.idleEnvironments)).toBeCloseTo(298 / 300, 9);
  });

  test("every quarter of an hour each starts cold, and is idle for its ten minutes", () => {
    const { invocations, minutes, latency } = told(simulate(sparse("4/h")));
    expect([invocations.started, invocations.coldStarts]).toEqual([40, 40]);
    expect(latencyOf({ latency }).mean / 1e6).toBeGreaterThan(3.01);
    expect(latencyOf({ latency }).mean / 1e6).toBeLessThan(3.02); // 14 ms of init
    expect(mean(minutes.busyEnvironments)).toBeCloseTo(3.0145 / 900, 5);
    expect(mean(minutes.idleEnvironments)).toBeCloseTo(600 / 900, 6);
  });

  test("with one provisioned environment none starts cold, and what is idle is paid for", () => {
    const read = sparse("4/h", ", provisioned: { desired: 1 }");
    const run = simulate(read);
    const { invocations, minutes } = told(run);
    expect([invocations.started, invocations.coldStarts, invocations.spillover]).toEqual([40, 0, 0]);
    expect(mean(minutes.provisionedEnvironments)).toBe(1);
    expect(linesOf(read, run)["Lambda provisioned concurrency arm64"].quantity).toBe(0.5 * 36_000);
  });
});

describe("the pace of new environments", () => {
  test("a thousand at once and a hundred a second, then throttles until somebody is done", () => {
    // 3,000 invocations a second of 10 s each: the first thousand and 100 a second come through for ten seconds.
    const { invocations } = told(
      simulate(
        functionScenario("timeout: 60s, placement: 0s", {
          demand: "curve: 3000/s, arrivals: even, request: { steps: [ { wait: 10s } ] }",
          clock: "duration: 9s, warmup: 0s",
          more: "account: { lambdaConcurrency: 100000 }",
        }),
      ),
    );
    expect(Math.abs(invocations.started - 1_900)).toBeLessThanOrEqual(1);
    expect(invocations.started + invocations.throttled).toBe(27_000);
  });

  test("all functions share the account's concurrency less what one has reserved, which is its own", () => {
    const run = simulate(
      functionScenario("reservedConcurrency: 20, timeout: 60s", {
        demand:
          "curve: 100/s, arrivals: even, request: { steps: [ { wait: 50s } ] } }, { name: others, to: other, curve: 100/s, arrivals: even, request: { steps: [ { wait: 50s } ] }",
        clock: "duration: 10s, warmup: 0s",
        beside: ", other: { kind: lambda, memory: 128 MB, timeout: 60s }",
        more: "account: { lambdaConcurrency: 150 }",
      }),
    );
    expect(told(run).invocations.concurrencyMax).toBe(20);
    expect(told(run, "other").invocations.concurrencyMax).toBe(130);
  });
});

describe("memory", () => {
  test.each([
    ["512 MB", 1769 / 512],
    ["1769 MB", 1],
    ["10240 MB", 1],
  ])("of %s takes %f times the CPU work, and no wait longer", (memory, slowdown) => {
    const read = functionScenario("provisioned: { desired: 9 }, timeout: 10s", {
      demand: "curve: 1/s, request: { steps: [ { cpu: 100ms }, { wait: 1s } ] }",
    });
    const sized = { ...read.scenario.services.fn, memory: Number.parseInt(memory, 10) };
    const { latency } = told(simulate({ ...read, scenario: { ...read.scenario, services: { fn: sized } } }));
    expect(latencyOf({ latency }).mean).toBe(Math.ceil(1e5 * slowdown) + 1e6);
  });
});

describe("a function's timeout", () => {
  test("ends an invocation after it, which its client has as a failure, and the environment is gone", () => {
    const { requests, invocations, latency } = told(
      simulate(
        functionScenario("timeout: 1s, placement: 0s, runtime: rust", {
          demand: "curve: 1/s, arrivals: even, request: { steps: [ { wait: 5s } ] }",
        }),
      ),
    );
    expect(requests.failedBy.timeout).toBe(requests.arrived);
    expect([invocations.coldStarts, invocations.errors]).toEqual([requests.arrived, requests.arrived]);
    expect(latencyOf({ latency }).mean / 1e6).toBeGreaterThan(1.01);
    expect(latencyOf({ latency }).max / 1e6).toBeLessThan(1.03);
  });
});

describe("an asynchronous event", () => {
  const events = (keys: string, steps = "steps: [ { wait: 100ms } ]", curve = "6/h") =>
    told(
      simulate(
        functionScenario(`invocation: asynchronous, latency: 3ms${keys}`, {
          demand: `curve: ${curve}, arrivals: even, request: { ${steps} }`,
          clock: "duration: 2h, warmup: 0s",
        }),
      ),
    );

  test("is answered at once, and worked on afterwards", () => {
    const { requests, invocations, latency } = events("");
    expect(requests.completed).toBe(12);
    expect(latencyOf({ latency }).max).toBe(3_000);
    expect(invocations.events).toEqual({ worked: 12, deadLettered: 0, dropped: 0, underWay: 0 });
  });

  test("that fails is tried again after one minute and after two more, and then kept, or lost where nobody keeps it", () => {
    const failing = "errors: 100 %, steps: [ { wait: 100ms } ]";
    const kept = events("", failing);
    expect([kept.invocations.started, kept.invocations.errors, kept.invocations.retried]).toEqual([36, 36, 24]);
    expect(kept.invocations.events).toEqual({ worked: 0, deadLettered: 12, dropped: 0, underWay: 0 });
    expect(kept.requests.completed).toBe(12);
    const lost = events(", asynchronous: { maximumRetryAttempts: 1, deadLetter: false }", failing);
    expect(lost.invocations.started).toBe(24);
    expect(lost.invocations.events.dropped).toBe(12);
  });

  test("that is throttled comes again after 1, 2, 4 … seconds, and no event is lost that is young enough", () => {
    // 60 events a second each taking a second on ten environments: they are worked on over the next hours.
    const { invocations } = events(", reservedConcurrency: 10, timeout: 60s", "steps: [ { wait: 10s } ]", "0.4/s");
    const { worked, deadLettered, dropped, underWay } = invocations.events;
    expect(worked + underWay).toBe(2_880);
    expect(deadLettered + dropped).toBe(0);
    expect(invocations.throttled).toBe(0);
    const short = events(
      ", reservedConcurrency: 1, timeout: 60s, asynchronous: { maximumEventAge: 60s }",
      "steps: [ { wait: 10s } ]",
      "0.4/s",
    );
    expect(short.invocations.events.deadLettered).toBeGreaterThan(1_000);
  });
});

describe("provisioned concurrency", () => {
  const scheduled = (more = "") =>
    functionScenario(
      `provisioned: { allocationDelay: 90s, billedIn: 5m }, keepAlive: 1s, timeout: 10s, placement: 0s, runtime: rust,
      scaling: [ { kind: scheduled, cron: '5 0 * * *', bounds: { min: 3, max: 3 } }, { kind: scheduled, cron: '21 0 * * *', bounds: { min: 0, max: 0 } } ]`,
      {
        demand: "curve: 0.5/s, arrivals: even, request: { steps: [ { wait: 500ms } ] }",
        clock: "start: 2026-03-02T00:00, duration: 30m, warmup: 0s",
        more,
      },
    );

  test("is used when all of it is ready: after the delay, 6,000 a minute and the longest init", () => {
    const { minutes, invocations } = told(simulate(scheduled()));
    // Asked for at 5:00, it begins at 6:30, is made in 3/6000 of a minute and 15 ms of init, and gone at 21:00.
    expect(minutes.provisionedEnvironments[5]).toBe(0);
    expect(minutes.provisionedEnvironments[6]).toBeCloseTo((3 * 29.95) / 60, 2);
    expect([...minutes.provisionedEnvironments.slice(7, 21)]).toEqual(Array.from({ length: 14 }, () => 3));
    expect(minutes.provisionedEnvironments[21]).toBe(0);
    // Of 900 two seconds apart, those from 6:31 to 20:59 find one of three ready: all others come a second too late.
    expect(Math.abs(invocations.started - invocations.coldStarts - 435)).toBeLessThanOrEqual(1);
  });

  test("is charged from the decision on, up to whole steps of five minutes when it is switched off", () => {
    const read = scheduled();
    const lines = linesOf(read, simulate(read));
    expect(lines["Lambda provisioned concurrency arm64"].quantity).toBe(3 * 0.5 * 20 * 60);
  });

  test("of 50 times 512 MB for 14 hours a day costs $128 a month in us-east-1 on arm64, and all day $219", () => {
    const month = (keys: string) => {
      const read = functionScenario(keys, {
        demand: "curve: 1/h, request: { steps: [ { wait: 50ms } ] }",
        clock: "start: 2026-03-02T00:00, duration: 24h, warmup: 0s",
      });
      return linesOf(read, simulate(read))["Lambda provisioned concurrency arm64"].perMonthUsd!;
    };
    const peakOnly = month(
      "scaling: [ { kind: scheduled, cron: '0 8 * * *', bounds: { min: 50, max: 50 } }, { kind: scheduled, cron: '0 22 * * *', bounds: { min: 0, max: 0 } } ]",
    );
    expect(peakOnly).toBeCloseTo(50 * 0.5 * 14 * 3_600 * (730 / 24) * 0.0000033334, 6);
    expect(Math.round(peakOnly)).toBe(128);
    expect(Math.round(month("provisioned: { desired: 50 }"))).toBe(219);
  });

  test("is moved by target tracking on its utilization, after three minutes above the target", () => {
    const read = functionScenario(
      "provisioned: { desired: 10, bounds: { min: 10, max: 40 }, allocationDelay: 60s }, timeout: 10s, scaling: [ { kind: target-tracking, metric: provisioned-concurrency-utilization, target: 70 % } ]",
      {
        demand:
          "curve: { kind: steps, steps: [ { at: 0s, rate: 5/s }, { at: 10m, rate: 20/s } ] }, arrivals: even, request: { steps: [ { wait: 1s } ] }",
        clock: "duration: 40m, warmup: 10m",
      },
    );
    const { minutes, invocations } = told(simulate(read));
    expect(minutes.provisionedEnvironments[9]).toBe(10);
    // 20 in use want 20 / 0.7 = 29. Without a cooldown each minute decides by a metric that is two minutes old: up to the most
    // that the bounds allow, and down again one by one.
    expect(minutes.provisionedEnvironments[12]).toBe(10);
    expect(Math.max(...minutes.provisionedEnvironments)).toBe(40);
    expect(minutes.provisionedEnvironments[39]).toBeGreaterThanOrEqual(29);
    expect(invocations.spillover).toBeGreaterThan(0);
    expect(minutes.coldStarts.slice(30).reduce((sum, each) => sum + each, 0)).toBe(0);
  });
});

describe("billing, to the GB-millisecond", () => {
  // At 512 MB 20 ms of CPU take 69.102 ms: with a wait of 50 ms each invocation is billed for 120 ms.
  const request = "request: { steps: [ { cpu: 20ms }, { wait: 50ms } ] }";

  test("an invocation is rounded up to whole milliseconds, and a warm one has no init", () => {
    const read = functionScenario("keepAlive: 24h", {
      demand: `curve: 2/s, arrivals: even, ${request}`,
      clock: "duration: 1h, warmup: 1m",
    });
    const run = simulate(read);
    const { started, billedGbMs } = told(run).invocations;
    const lines = linesOf(read, run);
    expect(started).toBe(7_200);
    expect(billedGbMs).toBe(7_200 * 120 * 0.5);
    expect(lines["Lambda duration arm64"].quantity).toBeCloseTo(432, 9);
    expect(lines["Lambda duration arm64"].usd).toBeCloseTo(432 * 0.0000133334, 12);
    expect(lines["Lambda requests"].usd).toBeCloseTo(7_200 * 0.0000002, 12);
  });

  test("a cold one is billed for its init too, in whole milliseconds, and not for its placement", () => {
    const read = functionScenario("keepAlive: 1s, placement: 3s, init: 700ms, runtime: rust", {
      demand: `curve: { kind: steps, steps: [ { at: 0s, rate: 0.2/s }, { at: 59m, rate: 0/s } ] }, arrivals: even, ${request}`,
      clock: "duration: 1h, warmup: 0s",
    });
    const { invocations, latency } = told(simulate(read));
    const { started, coldStarts, billedGbMs } = invocations;
    expect(coldStarts).toBe(started);
    const { sum } = latencyOf({ latency });
    const inits = (sum - started * (3e6 + 119_102)) / 1_000; // what is left of the latencies, in milliseconds
    expect(billedGbMs).toBe((started * 120 + inits) * 0.5);
    expect(inits / started).toBeGreaterThan(714);
  });

  test("in provisioned environments the lower rate holds", () => {
    const read = functionScenario("provisioned: { desired: 3 }", {
      demand: `curve: 2/s, arrivals: even, ${request}`,
      clock: "duration: 1h, warmup: 1m",
    });
    const lines = linesOf(read, simulate(read));
    expect(lines["Lambda duration on provisioned concurrency arm64"].quantity).toBeCloseTo(432, 9);
    expect(lines["Lambda duration arm64"]).toBeUndefined();
  });

  test("a month above 7.5e9 GB-seconds is charged in three tiers", () => {
    // 15 M invocations an hour of 1 s and 10 GB are 1.5e8 GB-s an hour, 1.095e11 a month.
    const read = functionScenario("keepAlive: 24h, timeout: 10s", {
      demand: "curve: 60/s, arrivals: even, request: { steps: [ { wait: 1s } ] }",
      clock: "duration: 10m, warmup: 1m, represents: 24h per day",
    });
    const run = simulate(read);
    const usage = {
      ...run.usage,
      readings: run.usage.readings.map((each) =>
        each.meter === "lambda-duration:arm64"
          ? { ...each, hourly: each.hourly.map((amount) => amount * 1_000) }
          : each,
      ),
    };
    const lines = linesOf(read, { ...run, usage });
    const perMonth = 60 * 0.5 * 1_000 * 3_600 * 730;
    const shares = [7.5e9, 11.25e9, perMonth - 18.75e9].map((part) => part * 1);
    const names = [
      "Lambda duration arm64",
      "Lambda duration arm64, next 11.25e9 GB-s",
      "Lambda duration arm64, over 18.75e9 GB-s",
    ];
    names.forEach((name, tier) => {
      expect(lines[name].quantity * 6 * 730).toBeCloseTo(shares[tier], -3);
    });
  });
});
