import { describe, expect, test } from "vitest";
import { definition, seconds } from "./fleet.js";
import { IdleService, launch, type ServiceOptions } from "./service.js";

const onDemand = { FARGATE: { base: 0, weight: 1 } };

/**
 * A service without a load balancer whose processes have work to do: each goes on until SIGKILL. A launch takes 81 s until
 * RUNNING, and 40 s later ECS counts a task that nobody checks as healthy; a second task is launched 0.12 s after the first.
 */
function workers(desired: number, options: ServiceOptions = {}): IdleService {
  const service = new IdleService({ isUnbalanced: true, strategy: onDemand, ...options });
  service.processes.isBusy = true;
  service.begin(desired);
  service.processes.told.length = 0;
  return service;
}

const healthy = (service: IdleService, at: number) => service.until(at).healthy.reduce((sum, each) => sum + each, 0);

describe("a service without a load balancer", () => {
  test("scales out: the process is up after 81 s, and counts as healthy 40 s later", () => {
    const service = workers(3);
    service.ecs.scheduler.setDesired(5);
    expect([healthy(service, 120), healthy(service, 121), healthy(service, 122)]).toEqual([3, 4, 5]);
    expect(service.processes.told).toEqual(["81: process up", "81.12: process up"]);
  });

  test("counts a task with a health check of its container as healthy at the first good one", () => {
    // Checks at 10, 20 and 30 s after RUNNING; the application has booted after 25 s.
    const container = { interval: seconds(10), timeout: seconds(5), retries: 3, startPeriod: 0 };
    const boot = { kind: "fixed", value: seconds(25) } as const;
    const checked = { definition: { ...definition, healthCheck: container }, launch: { ...launch, boot } };
    const service = workers(3, checked);
    service.ecs.scheduler.setDesired(4);
    expect([healthy(service, 110), healthy(service, 111)]).toEqual([3, 4]);
  });

  test("stops a task whose container fails its checks with SIGTERM at once, and starts another", () => {
    // The third check in a row, at 30 s, is without an answer at 35 s: 116 s after the launch.
    const container = { interval: seconds(10), timeout: seconds(5), retries: 3, startPeriod: 0 };
    const boot = { kind: "fixed", value: seconds(60) } as const;
    const service = workers(3, { definition: { ...definition, healthCheck: container }, launch: { ...launch, boot } });
    service.ecs.scheduler.setDesired(4);
    expect(service.until(200).processes.told).toEqual([
      "81: process up",
      "116: SIGTERM, 30 s to go, never-healthy",
      "146: process gone, never-healthy",
      "197: process up", // launched at 116
    ]);
  });

  test("scales in with SIGTERM at once: nothing is deregistered, drained or closed", () => {
    const service = workers(3);
    service.until(10).ecs.scheduler.setDesired(2);
    expect(healthy(service, 10)).toBe(2);
    expect(service.until(100).processes.told).toEqual([
      "10: SIGTERM, 30 s to go, scale-in",
      "40: process gone, scale-in",
    ]);
    expect([service.billed.length, service.tasks.count(() => true)]).toEqual([1, 2]);
  });

  test("is deployed: old tasks get SIGTERM when the new ones have run for 40 s, and it is completed when they are gone", () => {
    const service = workers(2);
    service.until(10).ecs.deploy({ ...definition, name: "web:2" }, onDemand);
    expect([healthy(service, 130), service.until(130).active]).toEqual([2, [4, 0]]);
    expect(service.until(400).processes.told).toEqual([
      ...["91: process up", "91.12: process up"],
      ...["131: SIGTERM, 30 s to go, deployment", "131.12: SIGTERM, 30 s to go, deployment"],
      ...["161: process gone, deployment", "161.12: process gone, deployment"],
    ]);
    // It begins, stops its last old task, is completed.
    expect(service.events).toEqual(["10: deployment", "131.12: deployment", "161.12: deployment"]);
  });

  test("loses its Spot tasks by SIGTERM at their notice, and starts others", () => {
    const service = workers(2, { strategy: { FARGATE_SPOT: { base: 0, weight: 1 } }, crunch: { at: 60, lasts: 5 } });
    expect([healthy(service, 59), healthy(service, 60)]).toEqual([2, 0]);
    expect(service.until(200).processes.told).toEqual([
      ...["60: SIGTERM, 30 s to go, spot", "60: SIGTERM, 30 s to go, spot"],
      ...["90: process gone, spot", "90: process gone, spot"],
      ...["151: process up", "151.12: process up"], // refused at 60, asked again 10 s later, 81 s to start
    ]);
    expect(service.ecs.interruptions).toBe(2);
  });

  test("misses what a zone outage takes after a minute, since no health check tells it before", () => {
    const service = workers(3);
    service.until(100).ecs.setZoneDown(1, true);
    expect([healthy(service, 159), healthy(service, 160)]).toEqual([3, 2]);
    expect([healthy(service, 280), healthy(service, 281)]).toEqual([2, 3]); // 160 + 81 + 40
    expect(service.processes.told).toEqual([
      "100: process gone without a word",
      "160: process gone, zone-outage",
      "241: process up",
    ]);
    expect(service.ecs.lost.get("zone-outage")).toBe(1);
  });

  test("replaces a task whose process ends by itself, at once", () => {
    const service = workers(2);
    const [task] = service.until(10).tasks;
    service.ecs.lifecycle.exited(task);
    expect(service.until(100).processes.told).toEqual(["10: process gone, exited", "91: process up"]);
    expect(service.ecs.lost.get("exited")).toBe(1);
  });
});

describe("a run", () => {
  const run = { definition, provider: "FARGATE" } as const;

  /** The row of a run that must have got its room. */
  function launched(service: IdleService, order: Parameters<IdleService["ecs"]["launchOne"]>[0] = run): number {
    const task = service.ecs.launchOne(order);
    if (typeof task !== "number") throw new Error(task.refused);
    return task;
  }

  test("starts as any task does, is done when its process ends, is billed once, and nobody takes its place", () => {
    const service = workers(0);
    const task = launched(service);
    service.until(200).ecs.lifecycle.exited(task);
    expect(service.until(1_000).processes.told).toEqual(["81: process up", "200: process gone, exited"]);
    expect([service.billed, service.ecs.lost.size, service.events, service.account.asked.length]).toEqual([
      [task],
      0,
      [],
      1,
    ]);
    expect(service.tasks.count(() => true)).toBe(0);
  });

  test("is none of the tasks that the scheduler of a service counts, stops, moves or replaces by a deployment", () => {
    const service = workers(3);
    const runs = Array.from({ length: 4 }, () => launched(service));
    service.until(300).ecs.scheduler.setDesired(1);
    service.ecs.deploy({ ...definition, name: "web:2" }, onDemand);
    service.until(2_000);
    expect(runs.every((task) => service.tasks.isRunning(task))).toBe(true);
    expect([service.ecs.scheduler.isDeploying, service.active]).toEqual([false, [5, 0]]);
  });

  test("goes to the zone with the fewest runs, and none to one that is down", () => {
    const service = workers(0);
    const zones = (count: number) => Array.from({ length: count }, () => service.tasks.zone[launched(service)]);
    expect(zones(4)).toEqual([0, 1, 2, 0]);
    service.ecs.setZoneDown(1, true);
    expect(zones(3)).toEqual([2, 0, 2]);
  });

  test("is refused beyond the account's quota, in the words of ECS", () => {
    const service = workers(0, { account: { vcpuQuota: { FARGATE: 1 } } });
    launched(service);
    expect(service.ecs.launchOne(run)).toEqual({
      isQuota: true,
      refused: "You've reached the limit on the number of vCPUs you can run concurrently",
    });
  });

  test("on Spot gets its notice as any task does, and is not started again", () => {
    const service = workers(0, { crunch: { at: 100, lasts: 60 } });
    launched(service, { definition, provider: "FARGATE_SPOT" });
    expect(service.until(1_000).processes.told).toEqual([
      "81: process up",
      "100: SIGTERM, 30 s to go, spot",
      "130: process gone, spot",
    ]);
    expect([service.ecs.lost.get("spot"), service.account.asked.length]).toEqual([1, 1]);
  });

  test("that fails to start holds up no launch of the service", () => {
    const service = workers(1, { launch: { ...launch, failedStarts: 1 } });
    launched(service);
    service.until(100).ecs.scheduler.setDesired(2);
    expect(service.account.asked.map(({ at }) => at)).toEqual([0, 100]);
    expect(service.ecs.lost.get("failed-start")).toBe(1);
  });

  test("goes on whatever the health check of its container says: nobody would start another", () => {
    const container = { interval: seconds(10), timeout: seconds(5), retries: 3, startPeriod: 0 };
    const boot = { kind: "fixed", value: seconds(60) } as const;
    const service = workers(0, { launch: { ...launch, boot } });
    launched(service, { definition: { ...definition, healthCheck: container }, provider: "FARGATE" });
    expect(service.until(1_000).processes.told).toEqual(["81: process up"]);
  });
});
