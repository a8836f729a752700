import { expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

/** Ten tasks at half load; ten more are asked for at 600 s, run at 681 s and boot for so long. */
const doubled = (launch: string, policy = "{ kind: target-tracking, metric: cpu, target: 60 % }") =>
  onlyService(
    simulate(
      scenario(`
region: us-east-1
clock: { duration: 25m, warmup: 0s }
demand: [ { name: load, to: web, curve: 50/s, arrivals: even, request: { steps: [ { cpu: 100ms } ] } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 10
    bounds: { min: 10, max: 100 }
    scaling:
      - { kind: scheduled, cron: "10 0 * * *", bounds: { min: 20, max: 100 } }
      - ${policy}
    healthCheck: { gracePeriod: 20m }
    launch: { schedule: 8s, provision: 20s, pullPerGib: 0s, create: 34s, createPerGib: 0s, activate: 19s, ${launch} }
    abruptFailuresPerMonth: 0 %
`),
    ),
  );

const cpuOf = ({ minutes }: ReturnType<typeof doubled>, minute: number) => minutes.cpu[minute];

test("the CPU of starting tasks is in their service's metric until they have booted", () => {
  const [without, withBoot] = ["boot: 60s", "boot: 60s, bootCpu: 80 %"].map((launch) => doubled(launch));
  // From 660 to 720 s ten tasks reserve 60 s each and ten about 39 s (their launches are paced), which those use to 80 %; then they boot 21 s more.
  expect(cpuOf(withBoot, 11) - cpuOf(without, 11)).toBeCloseTo((10 * 39 * 0.8) / (10 * 60 + 10 * 39), 2);
  expect(cpuOf(withBoot, 12) - cpuOf(without, 12)).toBeCloseTo((10 * 21 * 0.8) / (20 * 60), 2);
  expect(cpuOf(withBoot, 13)).toBeCloseTo(cpuOf(without, 13), 6);
});

test("and a long boot at full CPU makes the service scale out further, where the load alone would not", () => {
  const causes = (launch: string) => doubled(launch).scaling.activities.map(({ from, to }) => [from, to]);
  expect(causes("boot: 5m")).toEqual([[10, 20]]);
  // (5 + 10) of 20 vCPUs are 75 %: ⌈20 × 75 / 60⌉ = 25 tasks.
  expect(causes("boot: 5m, bootCpu: 100 %").slice(0, 2)).toEqual([
    [10, 20],
    [20, 25],
  ]);
});

test("the greatest of single tasks has their boots in it, as the mean has", () => {
  const step =
    "{ kind: step, metric: cpu, statistic: Maximum, threshold: 95 %, evaluationPeriods: 2, steps: [ { lowerBound: 0, adjustment: 1 } ] }";
  const causes = (launch: string) => doubled(launch, step).scaling.activities.map(({ from, to }) => [from, to]);
  expect(causes("boot: 5m")).toEqual([[10, 20]]);
  expect(causes("boot: 5m, bootCpu: 100 %")[1]).toEqual([20, 21]);
});
