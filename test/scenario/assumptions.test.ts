import { describe, expect, test } from "vitest";
import { assumptionsOf, marketOf, reviveScenario } from "../../sim/scenario/index.js";
import { abroad, readGood } from "./reader.js";

const assumptions = (text: string) => assumptionsOf(readGood(`extends: good.yaml\n${text}`));

test("growth per decision is at most one over the target", () => {
  const text = "services: { web: { scaling: [ { kind: target-tracking, metric: cpu, target: 60 % } ] } }";
  expect(assumptions(text).join("\n")).toContain("at a target of 60 % one decision grows a fleet at most 1.67 times");
});

test("what holds of several services is said once", () => {
  const two = `
demand:
  - { name: turns, to: web, curve: 20/s, request: { steps: [ { cpu: 50ms } ] } }
  - { name: calls, to: api, curve: 20/s, request: { steps: [ { cpu: 50ms } ] } }
services:
  api: { task: { cpu: 1 vCPU, memory: 2 GB } }`;
  const ofEach = /^index of dispersion|a request may end by|default scaling/; // by demand, or by service
  const ofServices = (text: string) => assumptions(text).filter((words) => !ofEach.test(words));
  const said = ofServices(two);
  expect(new Set(said).size).toBe(said.length);
  expect(said).toEqual(ofServices("seed: 2"));
});

test("how bursty the arrivals of each demand are is said, of even ones that they hardly vary", () => {
  const said = assumptions(`
clock: { duration: 1h }
demand:
  - { name: turns, to: web, curve: 20/s, arrivals: even, request: { steps: [ { cpu: 50ms } ] } }
  - { name: calls, to: web, curve: 20/s, arrivals: { kind: bursty, dispersion: 20, timeScale: 5s }, request: { steps: [ { cpu: 50ms } ] } }`);
  const indexOf = (demand: string) => said.find((words) => words.includes(`dispersion of ${demand}: `)) ?? "";
  expect(indexOf("turns")).toContain("0.00 at 1 s, 0.00 at 10 s, 0.00 at 60 s");
  expect(Number(/([\d.]+) at 60 s/.exec(indexOf("calls"))?.[1])).toBeGreaterThan(5);
});

test("nothing is said of Spot, ARM64, scaling or commitments where there are none", () => {
  const said = assumptions("services: { web: { scaling: [], desired: 3 } }").join("\n");
  for (const word of ["Spot takes", "interruption", "ARM64", "scales in", "one decision", "Savings Plan", "desired"]) {
    expect(said).not.toContain(word);
  }
});

test("a service on Spot names the rate, the lag and the retries that nobody publishes", () => {
  const said = assumptions("services: { web: { capacity: { FARGATE_SPOT: { weight: 1 } } } }").join("\n");
  expect(said).toMatch(/no public Fargate Spot interruption rate exists; 20 % a month assumed/);
  expect(said).toMatch(/still sends requests to a task that Spot takes for 5s/);
  expect(said).toMatch(/tries again after 10s, later every (60s|1m)/);
});

describe("a Spot market that leaves its discount out", () => {
  const onSpot = (text: string) =>
    readGood(`extends: good.yaml\n${text}\nservices: { web: { capacity: { FARGATE_SPOT: { weight: 1 } } } }`);

  // 1 − 0.01225536 / 0.04048 in eu-west-1, 1 − 0.01539807 / 0.04048 in us-east-2, 1 − 0.01563522 / 0.05056 in Tokyo
  test.each([
    ["eu-west-1", 0.6972, "69.72 %"],
    ["us-east-2", 0.6196, "61.96 %"],
    ["ap-northeast-1", 0.6908, "69.08 %"],
  ])("takes what was seen in %s, and says when", (region, discount, said) => {
    const read = onSpot(`region: ${region}`);
    expect(marketOf("web", read.scenario).market.discount).toBe(discount);
    expect(read.resolved).toContain(`discount: ${said} # default`);
    expect(assumptionsOf(read)).toContain(
      `Spot of market default costs ${said} less than on-demand, as seen in ${region} on 2026-09-29; ` +
        "AWS changes it with supply (61.96 % to 70 % over all regions), and it is taken to be the same for ARM64",
    );
    expect(reviveScenario(read.resolved)).toEqual(read.scenario);
  });

  test("is told what was seen where it says another", () => {
    const read = onSpot("markets: { default: { discount: 50 % } }");
    expect(marketOf("web", read.scenario).market.discount).toBe(0.5);
    expect(assumptionsOf(read).join("\n")).toContain(
      "costs 50 % less than on-demand, where 69.08 % was seen in ap-northeast-1",
    );
  });

  test("takes 60 % where nobody has seen a price, and says so", () => {
    const text =
      "extends: good.yaml\nregion: me-south-1\nprices: { file: own.csv }\nservices: { web: { capacity: { FARGATE_SPOT: { weight: 1 } } } }";
    const read = readGood(text, { files: { "own.csv": abroad } });
    expect(marketOf("web", read.scenario).market.discount).toBe(0.6);
    expect(read.resolved).toContain("discount: 60 % # default");
    expect(assumptionsOf(read).join("\n")).toContain(
      "no Spot price of this region is known, and 50 to 70 % has been usual",
    );
  });
});

test("a strategy that a service is switched to counts too", () => {
  const spot = "{ kind: strategy-switch, at: 1h, service: web, capacity: { FARGATE_SPOT: { weight: 1 } } }";
  expect(assumptions(`incidents: [ ${spot} ]`).join("\n")).toMatch(/interruption rate exists/);
});

test("clients that wait longer than the balancer are told of its 504", () => {
  expect(assumptions("seed: 1").join("\n")).toMatch(/504 after (60s|1m)/);
  const patient =
    "demand: [ { name: turns, to: web, curve: 20/s, request: { timeout: 5s, steps: [ { cpu: 50ms } ] } } ]";
  expect(assumptions(patient).join("\n")).not.toMatch(/504/);
});

test("where a zone goes down, it is said how long that goes unnoticed, what requests meet until then, and that tasks move back", () => {
  // The second of two checks, 30 s apart, fails 5 s after it is sent; the first comes up to 30 s after the outage.
  const said = assumptions("incidents: [ { kind: zone-outage, at: 1h, lasts: 10m } ]").join("\n");
  expect(said).toMatch(/health checks, 35s to (65s|1m5s|1m 5s) later; until then requests to them wait 10s .* 504/);
  expect(said).toMatch(/moves tasks there one at a time/);
  expect(assumptions("seed: 2").join()).not.toMatch(/zone that is down|moves tasks/);
});

describe("the pace of starts and deployments that nobody wrote", () => {
  const ofPace = (text: string) =>
    assumptions(text).filter((words) => /^a new task serves|^how many old and new/.test(words));
  const starts = (...defaults: readonly string[]) =>
    `a new task serves when its application has booted and passed a health check: how soon follows from ${defaults.length > 1 ? "defaults" : "a default"} (${defaults.join("; ")})`;
  const boot = "launch.boot, in the median 5s, measure your own";
  const check = "healthCheck.interval, 30s";
  const fixed = "desired: 3, scaling: []";
  const deployment = "incidents: [ { kind: deployment, at: 10m, service: web } ]";

  test.each([
    ["policies scale", "services: { web: { desired: 3 } }"],
    [
      "a schedule moves bounds",
      "services: { web: { bounds: { min: 3, max: 3 }, scaling: [ { kind: scheduled, cron: 45 8 * * *, bounds: { min: 2 } } ] } }",
    ],
    ["Spot may take tasks", `services: { web: { ${fixed}, capacity: { FARGATE_SPOT: { weight: 1 } } } }`],
    ["a zone goes down", `services: { web: { ${fixed} } }\nincidents: [ { kind: zone-outage, at: 1h, lasts: 10m } ]`],
    [
      "a drill stops tasks",
      `services: { web: { ${fixed} } }\nincidents: [ { kind: stop-tasks, at: 1h, service: web, count: 1 } ]`,
    ],
  ])("is named of a start where %s", (_, text) => {
    expect(ofPace(text)).toEqual([starts(boot, check)]);
  });

  test("is not named of a fleet in which nothing starts", () => {
    expect(ofPace(`services: { web: { ${fixed} } }`)).toEqual([]);
    const bounded = "bounds: { min: 3, max: 3 }, scaling: [ { kind: target-tracking, metric: cpu, target: 60 % } ]";
    expect(ofPace(`services: { web: { ${bounded} } }`)).toEqual([]);
  });

  test("is named of a deployment with its limits, and no more where they are written", () => {
    const limits = "how many old and new tasks a deployment holds at once, and how long it lasts, follows from";
    expect(ofPace(`services: { web: { ${fixed} } }\n${deployment}`)).toEqual([
      starts(boot, check),
      `${limits} defaults (deployment.minimumHealthyPercent, 100 %; deployment.maximumPercent, 200 %)`,
    ]);
    const written = (keys: string) => ofPace(`services: { web: { ${fixed}, ${keys} } }\n${deployment}`);
    expect(written("deployment: { maximumPercent: 150 % }, launch: { boot: 45s }")).toEqual([
      starts(check),
      `${limits} a default (deployment.minimumHealthyPercent, 100 %)`,
    ]);
    const all =
      "deployment: { minimumHealthyPercent: 50 %, maximumPercent: 150 % }, launch: { boot: 0s }, healthCheck: { interval: 10s }";
    expect(written(all)).toEqual([]);
  });

  test("is named of the health checks that notice a dead zone", () => {
    const said = (keys: string) =>
      assumptions(`services: { web: { ${keys} } }\nincidents: [ { kind: zone-outage, at: 1h, lasts: 10m } ]`).join();
    expect(said(fixed)).toContain("end with 504 (healthCheck.interval 30s: the default)");
    expect(said(`${fixed}, healthCheck: { interval: 10s }`)).not.toContain("the default)");
  });
});

test("when a day peaks and how fast it rises is named where a daily curve leaves it out, also within another curve", () => {
  const daily = (keys: string) => `{ kind: daily, peak: 20/s, trough: 5/s${keys} }`;
  const said = (curve: string) =>
    assumptions(`demand: [ { name: turns, to: web, curve: ${curve}, request: { steps: [ { cpu: 50ms } ] } } ]`).filter(
      (words) => words.includes("daily traffic"),
    );
  const ramp = "rises to its peak, and falls from it, in 1h (ramp, a default)";
  expect(said(daily(""))).toEqual([`the daily traffic of turns peaks 09:00-21:00 (peakHours, a default) and ${ramp}`]);
  expect(said(`{ kind: sum, of: [ 1/s, ${daily(", peakHours: 08:00-20:00")} ] }`)).toEqual([
    `the daily traffic of turns ${ramp}`,
  ]);
  expect(said(daily(", peakHours: 08:00-20:00, ramp: 2h"))).toEqual([]);
});

test("bounds that a scheduled action may have moved before the run are said to be taken as they are written", () => {
  const text = "services: { web: { scaling: [ { kind: scheduled, cron: 45 8 * * *, bounds: { min: 2 } } ] } }";
  const said = assumptions(text).join("\n");
  expect(said).toContain("scheduled actions of the days before are not looked up");
  expect(said).not.toContain("cooldown");
});

test("what AWS does not document of scaling is named with its key", () => {
  const scaling = `[ { kind: target-tracking, metric: cpu, target: 60 %, maxScaleInFraction: 10 % },
    { kind: step, metric: queue-per-task, threshold: 5, statistic: Maximum, steps: [ { lowerBound: 0, adjustment: 2 } ] } ]`;
  const said = assumptions(`services: { web: { scaling: ${scaling} } }`).join("\n");
  expect(said).toContain("scales in by 10 % of the tasks at a time, at least one (maxScaleInFraction)");
  expect(said).toContain("is published 2m after its period, and 33s later an alarm acts by the newest");
  expect(said).toContain("the split is inferred (autoscaling.metricLags.custom)");
  expect(said).not.toContain("autoscaling.metricLags.high");
  expect(said).toContain("a scale-in 30s after its decision");
  expect(said).toContain("samples of single tasks, each of 10s");
  expect(said).toContain("counts as complete after 10m (autoscaling.scaleOutCompletesWithin)");
});

test("a scheduled action without a timezone is said to follow the clock's, where that is not AWS's UTC", () => {
  const text = (zone: string, key = "") =>
    `clock: { timezone: ${zone} }
services: { web: { scaling: [ { kind: scheduled, cron: 45 8 * * *, ${key} bounds: { min: 2 } } ] } }`;
  const sentence = "a scheduled action without a timezone follows the clock's, Asia/Tokyo; on AWS it would be UTC";
  expect(assumptions(text("Asia/Tokyo"))).toContain(sentence);
  for (const told of [text("Asia/Tokyo", "timezone: Asia/Tokyo,"), text("UTC")])
    expect(assumptions(told).join()).not.toContain("without a timezone");
});

test("degradation by latency is said to begin with nothing seen, where there is a warm-up", () => {
  const text = (warmup: string) => `clock: { warmup: ${warmup} }
services: { web: { degradation: { signal: latency, levels: [ { above: 1s, shed: 50 % } ], restoreBelow: 500ms } } }`;
  expect(assumptions(text("30m")).join()).toContain("degradation by latency sees no request of the warm-up");
  expect(assumptions(text("0s")).join()).not.toContain("degradation by latency");
});

test("what a session does that the simulation does not is said where there are sessions", () => {
  const text = (keys: string) =>
    `demand: [ { name: chats, to: web, curve: 1/s, ${keys} message: { steps: [ { cpu: 50ms } ] } } } ]`;
  const said = assumptions(text("session: { messages: 2,"));
  expect(said).toContain(
    "messages of a session are balanced one by one in the simulation; a real session stays with its task",
  );
  expect(assumptions("seed: 2").join()).not.toMatch(/session|thinned/);
});

test("thinned traffic is said to be thinned, by demand where they differ", () => {
  const demand = (name: string, keep: string) =>
    `{ name: ${name}, to: web, curve: 5/s, keep: ${keep}, request: { steps: [ { cpu: 50ms } ] } }`;
  const thinned = (...demands: readonly string[]) =>
    assumptions(`demand: [ ${demands.join(", ")} ]`).filter((sentence) => sentence.includes("thinned"));
  expect(thinned(demand("a", "0.5 %"), demand("b", "0.5 %"))).toEqual(["traffic is thinned to 0.5 %"]);
  expect(thinned(demand("a", "10 %"), demand("b", "1"))).toEqual(["traffic of a is thinned to 10 %"]);
});

test("each call is named with its timeout, its retries and what nobody wrote", () => {
  const said = assumptions(`
demand:
  - name: turns
    to: web
    curve: 20/s
    request: { steps: [ { call: api }, { call: api, timeout: 200ms, retries: { attempts: 3, budget: 10 % } } ] }
services:
  api:
    task: { cpu: 1 vCPU, memory: 2 GB }
    request: { steps: [ { cpu: 1ms }, { call: stock } ] }
  stock:
    task: { cpu: 1 vCPU, memory: 2 GB }
    request: { steps: [ { cpu: 1ms } ], timeout: 90ms }`).filter((words) => words.includes(" calls "));
  expect(said).toEqual([
    "turns calls api and waits for as long as its balancer does (1m; timeout is left out); a failed call is not tried again",
    "turns calls api and waits for 200ms; a failed call is tried up to 3 more times, at most 10 % of calls",
    "api calls stock and waits for 90ms; a failed call is not tried again",
  ]);
});
