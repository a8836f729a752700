import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canaryOf, openPlan } from "../../sim/cli/commands/canary.js";
import { scenarioOf } from "../../sim/experiments/plan.js";
import type { CanaryOutcome } from "../../sim/outcome/canary/outcome.js";
import { requestServices } from "../../sim/scenario/index.js";
import { rolloutPlan } from "../../sim/services/rollout/strategies/index.js";
import { emptyFolder, sim } from "./sim.js";

/** 40 requests a second whose log-sigma is 0.71; the release takes 30 % more CPU. */
const shop = `
name: shop
region: us-east-1
clock: { duration: 45m, warmup: 1m }
demand: [ { name: load, to: web, curve: 40/s, request: { steps: [ { cpu: { kind: lognormal, mean: 5ms, p99: 20ms } } ], timeout: 10s } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 4
    scaling: []
    launch: { faster: 10 }
    abruptFailuresPerMonth: 0 %
    deployment:
      strategy: { kind: weighted, steps: [ { share: 25 %, lasts: 8m }, { share: 50 %, lasts: 8m } ] }
      abort: [ errorRate <= 1 % ]
incidents: [ { kind: deployment, at: 2m, service: web, task: { cpu: 1 vCPU, memory: 2 GB, workFactor: 1.3 } } ]
objectives: [ web p99 <= 100ms ]
`;

function written(text: string): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, "shop.yaml"), text);
  return folder;
}

const few = ["--replications", "3", "--quiet", "--workers", "1"];

test("each step is sized, the rules are judged, and the files of a folder say the same again", () => {
  const folder = written(shop);
  const { code, stdout, stderr } = sim(["canary", "shop.yaml", ...few, "--format", "json", "--out", "dir"], folder);
  expect([code, stderr]).toEqual([0, ""]);
  const told: CanaryOutcome = JSON.parse(stdout);
  const [planned, ecs] = told.rollouts;
  expect(planned.steps.map(({ share, plannedMinutes }) => [share, plannedMinutes])).toEqual([
    [0.25, 8],
    [0.5, 8],
    [1, 0],
  ]);
  // 4,411 · 0.71² ÷ 0.75, within what three runs know of sigma and of dependence.
  const [first] = planned.steps;
  expect(first.sigma.value).toBeCloseTo(0.71, 1);
  const needed = first.needs.find(({ regression }) => regression === 0.15)!;
  expect(needed.requests! / ((4_411 * 0.71 ** 2) / 0.75)).toBeGreaterThan(0.6);
  expect(needed.requests! / ((4_411 * 0.71 ** 2) / 0.75)).toBeLessThan(1.6);
  expect(needed.minutes).toBeCloseTo(needed.requests! / 600, 6);
  expect(ecs.steps[0]).toMatchObject({ share: 0.05, plannedMinutes: 10, verdict: "too short" });
  expect(planned.rules.map(({ rule, isOwn }) => [rule, isOwn])).toEqual([
    ["errorRate <= 1 %", true],
    ["p99 <= 100ms for 5m", false],
    ["p99 <= baseline + 15 % over 5m", false],
    ["share beyond the baseline's p99 <= 1 %, at a level of 5 %", false],
    ["p99 compared at the end of each step, at 5 %", false],
  ]);
  expect(planned.releaseRise![1].value).toBeGreaterThan(0.2);
  expect(planned.rules[0].falseAborts).toMatchObject({ value: 0, low: 0, high: 1 });
  expect(readFileSync(join(folder, "dir/canary.json"), "utf8")).toBe(stdout);
  const again = sim(["canary", "shop.yaml", ...few, "--format", "markdown", "--out", "dir"], folder);
  expect([again.code, readFileSync(join(folder, "dir/canary.md"), "utf8")]).toEqual([0, again.stdout]);
  expect(again.stdout).toMatch(/^### Canary of web in shop\n/m);
  expect(again.stdout).toMatch(/\| 25 % \| 8 min \| [\d,]+ ± [\d,]+ \| [\d,]+ \([\d,]+–[\d,]+\) in .* min \(.*\) \|/);
});

test("thin traffic cannot decide: it says what time or share it takes, and exits 3", () => {
  const thin = shop.replace("40/s", "4/s").replaceAll("8m", "5m");
  const { code, stdout } = sim(["canary", "shop.yaml", ...few], written(thin));
  expect(code).toBe(3);
  expect(stdout).toMatch(/cannot be decided in the time given: 25 % for 5 min needs .* more/);
  expect(stdout).toMatch(/no share of the traffic is enough in that time/);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(140);
});

describe("what is refused, before anything runs", () => {
  test.each([
    ["an unknown service", [], ["--service", "wob"], /--service with one of web, got wob/],
    ["a release in the warm-up", ["at: 2m", "at: -30s"], [], /a release of web within the run/],
    ["a rise of nothing", [], ["--regression", "0%"], /expected a share above 0/],
    ["steps without times", [], ["--steps", "10%,50%"], /expected rising shares below 100% with times/],
    ["steps that fall", [], ["--steps", "50%:10m,10%:10m"], /expected rising shares below 100% with times/],
    ["a power that a coin has", [], ["--power", "40%"], /expected a share from 50%/],
  ])("%s", (_, [from = "", to = ""], args, words) => {
    const { code, stdout, stderr } = sim(["canary", "shop.yaml", ...args], written(shop.replace(from, to)));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(words);
  });
});

test("steps can be asked for that the scenario does not plan, and an ECS linear rollout has those of its own", () => {
  const question = { regression: 0.15, power: 0.8, level: 0.05 };
  const stepsOf = (text: string, steps?: readonly { share: number; lasts: number }[]) => {
    const path = join(written(text), "shop.yaml");
    const plan = openPlan(path, { set: [], replications: 2, quiet: true, ...(steps && { steps }) }, question);
    const [equal] = plan.settings.rollouts[0];
    const { strategy } = requestServices(scenarioOf(plan.alternatives[equal]).scenario).web.deployment;
    return rolloutPlan(strategy)!.steps.map(({ share, lasts }) => [share, lasts / 60e6]);
  };
  expect(stepsOf(shop, [{ share: 0.05, lasts: 1_800e6 }])).toEqual([[0.05, 30]]);
  const linear = shop.replace(/strategy: .*$/m, "strategy: { kind: linear, step: 20 %, lasts: 6m }");
  expect(stepsOf(linear)).toEqual([0.2, 0.4, 0.6, 0.8].map((share) => [share, 6]));
});

describe("every shipped scenario with a request service can be asked", () => {
  const question = { regression: 0.15, power: 0.8, level: 0.05 };
  const scenarios = new URL("../../scenarios/", import.meta.url);
  const names = ["chatbot.yaml", "rightsized.yaml", "spike-scaling-lag.yaml", "oscillation.yaml"];
  test.each([...readdirSync(scenarios).filter((name) => name.startsWith("canary-")), ...names])("%s", (name) => {
    const path = new URL(name, scenarios).pathname;
    const plan = openPlan(path, { set: [], replications: 2, service: "orchestrator", quiet: true }, question);
    for (const [equal, spiked] of plan.settings.rollouts) {
      const { scenario } = scenarioOf(plan.alternatives[equal]);
      const { incidents, services } = scenario;
      expect(incidents.filter((each) => each.kind === "deployment" && each.service === "orchestrator")).toHaveLength(1);
      expect(incidents.some((each) => each.kind === "strategy-switch")).toBe(false);
      expect(JSON.stringify(services.orchestrator)).toContain('"observe"');
      expect(spiked).not.toBeNull();
    }
    expect(canaryOf(plan, { format: "text" }).plan.alternatives.length).toBe(plan.alternatives.length);
  });
});
