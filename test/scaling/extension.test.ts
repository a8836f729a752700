import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { defineMetric, eachMinute } from "../../sim/scaling/metrics/kind.js";
import { type DynamicPolicy, definePolicy } from "../../sim/scaling/policy.js";

/** What a file in `sim/scaling/metrics` would hold. */
const requestsPerWanted = defineMetric({
  name: "requests-per-wanted",
  aws: ["RequestsPerDesiredTask"],
  asks: ["requests"],
  unit: eachMinute,
  publishedAs: "custom",
  read({ requests: { attempts }, desired }) {
    let before = attempts();
    const mean = () => {
      const came = attempts() - before;
      before += came;
      return came / desired();
    };
    return { mean, single: null };
  },
  expected: ({ requestsPerSecond }, tasks) => (60 * requestsPerSecond) / tasks,
  capacityFor: ({ requestsPerSecond }, value) => (60 * requestsPerSecond) / value,
});

/** What a file in `sim/scaling/policies` would hold: it wants a fleet twice as large as CPU alone would need. */
const twofold = definePolicy({
  kind: "twofold",
  about: "Holds twice the tasks that CPU needs.",
  shape: z.strictObject({ kind: z.literal("twofold") }),
  create(): DynamicPolicy {
    const wanted = (running: number, cpu: number) => Math.ceil(2 * running * cpu);
    return {
      scaling: "dynamic",
      name: "twofold",
      scaleIn: "never",
      moves: { out: true, in: false },
      cooldown: { out: 0, in: 0 },
      metrics: ["cpu"],
      assumptions: ["a fleet twice as large is large enough"],
      seesTasks: false,
      decide({ running, desired, metrics, now }) {
        const [cpu] = metrics.newest("cpu", 1, now);
        return wanted(running, cpu) > desired
          ? { kind: "out", desired: wanted(running, cpu), reason: "less than twofold" }
          : { kind: "none", reason: "twofold" };
      },
      nextAt: (now, metrics) => metrics.nextActionAt("cpu", now),
      capacityNeeded: () => 0,
      capacityFor: ({ vcpus, task }) => (2 * vcpus) / task.vcpu,
    };
  },
});

type Metrics = typeof import("../../sim/scaling/metrics/index.js");
type Policies = typeof import("../../sim/scaling/policies/index.js");

/** The word in each list; everything else is loaded anew as it stands. */
beforeEach(() => {
  vi.resetModules();
  vi.doMock("../../sim/scaling/metrics/index.js", async (original) => ({
    metrics: [...(await original<Metrics>()).metrics, requestsPerWanted],
  }));
  vi.doMock("../../sim/scaling/policies/index.js", async (original) => ({
    policies: [...(await original<Policies>()).policies, twofold],
  }));
});

afterEach(() => {
  vi.doUnmock("../../sim/scaling/metrics/index.js");
  vi.doUnmock("../../sim/scaling/policies/index.js");
  vi.resetModules();
});

const web = (service: string) => `
region: us-east-1
clock: { duration: 10m, warmup: 0s }
demand: [ { name: load, to: web, curve: 3/s, request: { steps: [ { cpu: 200ms } ] } } ]
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, ${service} }
`;

test("a metric is one file and one word: it is read, written, foreseen and scaled by in both worlds", async () => {
  const { scenario, simulate, onlyService } = await import("../support/simulate.js");
  const { assumptionsOf } = await import("../../sim/scenario/assumptions.js");
  const { overloadLocally } = await import("./overload.js");
  for (const metric of ["requests-per-wanted", "RequestsPerDesiredTask"]) {
    const policy = `scaling: [ { kind: target-tracking, metric: ${metric}, target: 20/min } ]`;
    const read = scenario(web(`desired: 2, ${policy}`));
    expect(assumptionsOf(read).join()).toMatch(/a metric of your own is published 15s after its period/);
    const { activities } = onlyService(simulate(read)).scaling;
    expect(activities[0]).toMatchObject({ at: 30e6, from: 2, to: 9, cause: "target-tracking requests-per-wanted" });
    const [minutes] = [onlyService(simulate(scenario(web(policy)))).minutes];
    expect(minutes.desired[0]).toBe(9); // 180 requests a minute, 20 for each
  }
  expect(() =>
    scenario(web("scaling: [ { kind: target-tracking, metric: requests-per-wanted, target: 60 % } ]")),
  ).toThrow();
  const policy = "{ kind: target-tracking, metric: requests-per-wanted, target: 200/min }";
  expect(overloadLocally(policy, 600)).toBe(3 * 60 + 30);
});

test("a policy is one file and one word: what it holds gives the start, its words stand beside the prediction", async () => {
  const { scenario, simulate, onlyService } = await import("../support/simulate.js");
  const { assumptionsOf } = await import("../../sim/scenario/assumptions.js");
  const { overloadLocally } = await import("./overload.js");
  const read = scenario(web("scaling: [ { kind: twofold } ]"));
  const words = assumptionsOf(read).join();
  expect(words).toContain("a fleet twice as large is large enough");
  expect(words).toMatch(/a one-minute metric of AWS is published/);
  const service = onlyService(simulate(read));
  expect(service.minutes.desired[0]).toBe(2); // 0.6 vCPUs at 3/s; 60 % CPU would need one task
  const { activities } = onlyService(simulate(scenario(web("desired: 1, scaling: [ { kind: twofold } ]")))).scaling;
  expect(activities[0]).toMatchObject({ from: 1, to: 2, cause: "twofold" });
  expect(overloadLocally("{ kind: twofold }", 600)).toBe(60 + 153);
});
