import { describe, expect, test } from "vitest";
import { released } from "./release.js";

/** RUNNING 70 s after the release, eight launches take Fargate less than a second, and the first check is within 5 s. */
const firstShift = { from: 370, to: 376 };

describe("ECS's own canary with its defaults of 5 % and 10 minutes", () => {
  const { at, web, events } = released({ strategy: "{ kind: canary }" });
  const shift = at("the canary gets 5 %");

  test("gets its share when all tasks of the new revision are healthy, and all of the traffic ten minutes later", () => {
    expect(shift).toBeGreaterThanOrEqual(firstShift.from);
    expect(shift).toBeLessThanOrEqual(firstShift.to);
    expect(at("the canary gets 100 %")).toBe(shift + 600);
    expect(web.cohorts.minutes).toBeCloseTo(10, 9);
  });

  test("is full size beside the old revision, which drains for its whole delay when all traffic has shifted", () => {
    expect(web.minutes.running[4]).toBe(8);
    expect(web.minutes.running[10]).toBe(16);
    expect(at("stops the last old task")).toBe(shift + 600);
    expect(at("deployment 1 is completed")).toBe(shift + 630);
    expect(web.minutes.running[18]).toBe(8);
  });

  test("begins once and says what it does", () => {
    expect(events.map(({ kind }) => kind)).toEqual([
      "canary",
      "canary",
      "canary",
      "canary",
      "deployment",
      "deployment",
    ]);
    expect(web.cohorts).toMatchObject({ shareReached: 1, promoted: 1, abortedBy: {} });
    expect(web.cohorts.canary.tasks).toBe(8);
    expect(web.cohorts.baseline.tasks).toBe(8);
  });
});

test("the bake time keeps the old revision for so long after all traffic has shifted", () => {
  const { at, web } = released({ strategy: "{ kind: canary, bakeTime: 20m }" });
  const shift = at("the canary gets 5 %");
  expect(at("the canary gets 100 %")).toBe(shift + 600);
  expect(at("stops the last old task")).toBe(shift + 1_800);
  expect(web.cohorts.minutes).toBeCloseTo(30, 9);
});

test("ECS's linear deployment takes nine steps of 10 % and 6 minutes, and waits no more after the last", () => {
  const { at, web } = released({ strategy: "{ kind: linear }", minutes: 70 });
  const shift = at("the canary gets 10 %");
  for (let step = 1; step <= 10; step++) {
    expect(at(`the canary gets ${step * 10} %`)).toBe(shift + (step - 1) * 360);
  }
  expect(at("stops the last old task")).toBe(shift + 9 * 360);
  expect(web.cohorts.minutes).toBeCloseTo(54, 9);
});

test("blue/green shifts all traffic at once", () => {
  const { at, web } = released({ strategy: "{ kind: blue-green, bakeTime: 5m }" });
  const shift = at("the canary gets 100 %");
  expect(shift).toBeLessThanOrEqual(firstShift.to);
  expect(at("stops the last old task")).toBe(shift + 300);
  expect(web.cohorts.baseline.requests.arrived).toBe(0);
});

describe("a weighted service of 25 % and 50 %", () => {
  const steps = "steps: [ { share: 25 %, lasts: 5m }, { share: 50 %, lasts: 5m } ]";
  const { at, web } = released({ strategy: `{ kind: weighted, ${steps} }` });

  test("has its share of eight tasks at each step, which launch before the traffic shifts", () => {
    const [quarter, half, all] = ["25 %", "50 %", "100 %"].map((share) => at(`the canary gets ${share}`));
    expect(half - quarter - 300).toBeGreaterThanOrEqual(70);
    expect(half - quarter - 300).toBeLessThanOrEqual(76);
    expect(all - half - 300).toBeGreaterThanOrEqual(70);
    expect(all - half - 300).toBeLessThanOrEqual(76);
    // 25 % of eight are two beside six; the other two of the old revision drain for half a minute.
    const minute = (second: number) => Math.floor(second / 60);
    expect(web.minutes.canaryTasks[minute(quarter) + 2]).toBe(2);
    expect(web.minutes.running[minute(quarter) + 2]).toBe(8);
    expect(web.minutes.canaryTasks[minute(half) + 2]).toBe(4);
    expect(web.minutes.running[minute(half) + 2]).toBe(8);
    expect(web.minutes.running[minute(all) + 2]).toBe(8);
  });

  test("may stay at its last share", () => {
    const staying = released({ strategy: `{ kind: weighted, ${steps}, promote: false }` });
    expect(staying.at("the canary gets 100 %")).toBeNaN();
    expect(staying.web.minutes.canaryTasks.at(-1)).toBe(4);
    expect(staying.web.cohorts).toMatchObject({ shareReached: 0.5, promoted: 0 });
  });
});

describe("an abort", () => {
  // Forty requests a second of 50 ms at 8 tasks take 25 % of their CPU; ten times the work cannot be done.
  const { at, web, events } = released({
    strategy: "{ kind: canary, share: 50 % }",
    abort: "[ p99 <= 3s for 2m ]",
    slower: 10,
  });
  const shift = at("the canary gets 50 %");
  const abort = at("the canary is aborted");

  test("comes at the end of the second whole minute of its traffic that breaks the rule, and names it", () => {
    expect(abort).toBe((Math.ceil(shift / 60) + 2) * 60);
    expect(events.find(({ kind }) => kind === "canary-aborted")).toMatchObject({
      message: "the canary is aborted at 50 % of the traffic: p99 <= 3s for 2m",
      values: { rule: "p99 <= 3s for 2m", share: 0.5 },
    });
    expect(web.cohorts.abortedBy).toEqual({ "p99 <= 3s for 2m": 1 });
    expect(web.cohorts.abortedAfter).toBeCloseTo((abort - shift) / 60, 9);
  });

  test("puts the traffic back at once, and the canary's tasks drain", () => {
    const minute = abort / 60;
    expect(web.minutes.canaryArrived[minute - 1]).toBeGreaterThan(1_000);
    expect(web.minutes.canaryArrived[minute]).toBe(0);
    expect(web.minutes.canaryTasks[minute]).toBe(0);
    expect(web.minutes.running[minute + 1]).toBe(8);
    expect(web.cohorts).toMatchObject({ promoted: 0, shareReached: 0.5 });
    // The old revision answers all of it as it did before.
    expect(web.minutes.p99Ms[minute + 2]).toBeLessThan(500);
  });
});

test("a canary whose tasks never start is ended by the circuit breaker at half as many failures as tasks, without a request", () => {
  const { at, web, events } = released({
    strategy: "{ kind: canary }",
    breaker: "{ enable: true, rollback: true }",
    failedStarts: "100 %",
  });
  const failures = events.filter(({ message }) => message.includes("failed-start"));
  // Four of eight, each 70 s after its launch; the other four are on their way and fail with them.
  expect(at("the canary is aborted at 0 % of the traffic: circuit breaker")).toBeGreaterThanOrEqual(370);
  expect(failures.filter(({ at: instant }) => instant / 1e6 <= at("circuit breaker")).length).toBeLessThanOrEqual(4);
  expect(web.cohorts).toMatchObject({ shareReached: 0, promoted: 0, abortedBy: { "circuit breaker": 1 } });
  expect(web.cohorts.canary.requests.arrived).toBe(0);
  expect(web.minutes.running.at(-1)).toBe(8);
  expect(web.requests.failedBy.noCapacity).toBe(0);
});

test("a kill switch ends a canary at any minute, and rolls back to the variant by itself", () => {
  const back = "{ task: { cpu: 2 vCPU, memory: 4 GB, image: 1 GB }, capacity: { FARGATE: { weight: 1 } } }";
  const { at, web, events } = released({
    strategy: "{ kind: canary }",
    incidents: `- { kind: kill-switch, at: 8m, to: none, services: { web: ${back} } }\nvariants: { none: {} }`,
  });
  expect(events.find(({ message }) => message.includes("given up"))).toMatchObject({
    at: 480e6,
    message: "the canary is given up at 5 % of the traffic: a rolling deployment begins",
  });
  expect(at("the canary gets 100 %")).toBeNaN();
  expect(web.minutes.canaryArrived[8]).toBe(0);
  expect(at("deployment 2 is completed")).toBeLessThan(480 + 75 + 60);
  expect(web.minutes.running[12]).toBe(8);
});
