import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { providers } from "../../../sim/capacity/providers/index.js";
import { repositoryTexts } from "../../tidy/source.js";

const list = "../../../sim/capacity/providers/index.js";

type Support = typeof import("../../support/simulate.js");
let { billOf, onlyService, scenario, simulate } = {} as Support;

// The simulator is loaded anew, its list of providers one word longer; the files that follow get it as it is.
beforeAll(async () => {
  const { bargain } = await import("./bargain.js");
  vi.resetModules();
  vi.doMock(list, () => ({ providers: [...providers, bargain] }));
  ({ billOf, onlyService, scenario, simulate } = await import("../../support/simulate.js"));
});

afterAll(() => {
  vi.doUnmock(list);
  vi.resetModules();
});

/** Two tasks, one on demand and one on the new provider, for a quarter of an hour; SIGTERM is ignored. */
const yaml = (keys = "") => `
region: us-east-1
clock: { duration: 15m, warmup: 0s }
demand: [{ name: trickle, to: web, curve: 1/h, request: { steps: [{ cpu: 10ms }] } }]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    bounds: { min: 2, max: 2 }
    scaling: []
    capacity: { FARGATE: { weight: 1 }, BARGAIN: { weight: 1 } }
    drain: { onSigterm: ignore, stopTimeout: 30s }
    launch: { schedule: 8s, provision: 20s, pullPerGib: 0s, create: 34s, createPerGib: 0s, activate: 19s, boot: 0s }
    launchRetry: { noCapacity: { initial: 11s } }
    abruptFailuresPerMonth: 0 %
${keys}
infrastructure: { loadBalancer: false }
`;

test("a provider is one file and one word: a scenario names it, its tasks are taken back as it says, and billed at its price", () => {
  const read = scenario(yaml());
  const replication = simulate(read);
  const service = onlyService(replication);
  const { lines } = billOf(read, replication);
  const hours = (item: string) => lines.find((line) => line.item === item)!.quantity;
  const price = (item: string) => lines.find((line) => line.item === item)!.unitPriceUsd;
  // Its task gets its notice at 600 s and is killed at 610. Another is asked for at 600; its image is pulled from 628 s on.
  expect(service.spot.interruptions).toBe(1);
  expect(service.tasks.lost).toEqual({ spot: 1 });
  expect(hours("Fargate vCPU x86_64") * 3_600).toBeCloseTo(900, 6);
  expect(hours("Fargate Spot vCPU x86_64 (50 % off)") * 3_600).toBeCloseTo(610 + (900 - 628), 6);
  expect(price("Fargate Spot vCPU x86_64 (50 % off)")).toBeCloseTo(price("Fargate vCPU x86_64") / 2, 12);
});

test("it has a quota of its own, beside those of the others", () => {
  const service = onlyService(simulate(scenario(yaml("account: { vcpuQuota: { BARGAIN: 1 } }"))));
  // The first task has its vCPU until 610 s: the next one is refused at 600, asked for again at 611, and RUNNING at 692.
  expect(service.tasks.hours * 3_600).toBeCloseTo(900 + 610 + (900 - 692), 6);
  expect(onlyService(simulate(scenario(yaml()))).tasks.hours * 3_600).toBeCloseTo(900 + 610 + (900 - 681), 6);
});

// FARGATE is the word for a launch type too.
test("nothing is decided by the name of a Spot provider", () => {
  const names = providers.filter(({ purchase }) => purchase === "spot").map(({ name }) => name);
  const decides = new RegExp(`[=!]== "(${names.join("|")})"|\\.(${names.join("|")})\\b|case "(${names.join("|")})"`);
  const sources = repositoryTexts().filter(({ path }) => /^(sim|harness|reports|workload)\/.*\.ts$/.test(path));
  expect(sources.filter(({ text }) => decides.test(text)).map(({ path }) => path)).toEqual([]);
  expect(decides.test('if (provider === "FARGATE_SPOT")')).toBe(true);
});
