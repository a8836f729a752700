import { describe, expect, test } from "vitest";
import { bill } from "../../sim/cost/bill.js";
import { Clock } from "../../workload/clock.js";
import { orchestratorOf, runOnce, shipped, sum } from "./shipped.js";

const noonHour = ["clock.start=2026-03-02T12:00", "clock.duration=1h"];

function mean(column: Float64Array): number {
  return sum(column) / column.length;
}

describe("the busy hour", () => {
  test("keeps right-sized tasks between 50 and 65 % of their CPU, and oversized ones at half of that", () => {
    const rightsized = mean(
      orchestratorOf("rightsized", [
        ...noonHour,
        "services.orchestrator.bounds.min=20",
        "services.orchestrator.bounds.max=60",
      ]).minutes.cpu,
    );
    const oversized = mean(orchestratorOf("baseline-oversized", noonHour).minutes.cpu);
    expect(rightsized).toBeGreaterThan(0.5);
    expect(rightsized).toBeLessThan(0.65);
    expect(oversized / rightsized).toBeGreaterThan(0.45);
    expect(oversized / rightsized).toBeLessThan(0.55);
  });

  test("is scaled by either policy: without the request policy, the CPU policy holds the fleet", () => {
    const cpuAlone = ["services.orchestrator.scaling=[{kind: target-tracking, metric: cpu, target: 60 %}]"];
    const { minutes } = orchestratorOf("peak-on-demand", [
      ...noonHour,
      ...cpuAlone,
      "services.orchestrator.desired=20",
    ]);
    // 100/s × 0.17 s of CPU ÷ 60 % is 28.3 tasks; from 90 % of the target on nothing scales in, which is 31.5.
    expect(minutes.running.at(-1)).toBeGreaterThanOrEqual(28);
    expect(minutes.running.at(-1)).toBeLessThanOrEqual(36);
  });
});

describe("Spot at night", () => {
  // Twenty tasks at 23:00, base 3: 3 + 17 × 30 % on demand is 8.1, so 12 on Spot; 50/50 gives 8 or 9, 70/30 gives 5.
  test.each([
    ["offpeak-30spot", [5, 5]],
    ["offpeak-50spot", [8, 9]],
    ["offpeak-70spot", [12, 12]],
  ] as const)("%s starts with %j of its twenty tasks on Spot", (name, [least, most]) => {
    const { minutes } = orchestratorOf(name, [
      "clock.duration=5m",
      "services.orchestrator.scaling=[]",
      "clock.warmup=0s",
      "services.orchestrator.desired=20",
    ]);
    expect(minutes.running[0]).toBe(20);
    expect(minutes.spot[0]).toBeGreaterThanOrEqual(least);
    expect(minutes.spot[0]).toBeLessThanOrEqual(most);
  });
});

describe("what the document's baseline costs", () => {
  // 30 × (2 × vCPU + 4 × GB) × 730 h: 0.05056 and 0.00553 in Tokyo, 0.04048 and 0.004445 in us-east-1.
  test.each([
    ["ap-northeast-1", 2_698.956],
    ["us-east-1", 2_162.406],
  ])("in %s, 30 tasks of 2 vCPU and 4 GB are $%d a month", (region, usd) => {
    const quiet = ["demand.chat-turns.curve={kind: constant, rate: 1/s}", "clock.warmup=0s", `region=${region}`];
    const read = shipped({ name: "baseline-oversized", variant: "tasks-only" }, quiet);
    const { book } = read.data.prices(read.scenario);
    const { monthly } = new Clock(read.scenario.clock);
    const { perMonthUsd } = bill(runOnce(read).usage, book, { region, discount: 0, savingsPlan: null, monthly });
    expect(perMonthUsd).toBeCloseTo(usd, 2);
  });
});
