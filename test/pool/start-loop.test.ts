import { describe, expect, test } from "vitest";
import { circuitBreakerShape } from "../../sim/pool/circuit-breaker.js";
import { definition, seconds } from "./fleet.js";
import { IdleService, launch, type ServiceOptions } from "./service.js";

const strategy = { FARGATE: { base: 0, weight: 1 } };

/** Boots for 70 s, which no first check waits for: a target fails at its second check, 30 to 60 s after RUNNING at 81 s. */
const slow = (options: Partial<ServiceOptions> = {}) =>
  new IdleService({ strategy, launch: { ...launch, boot: { kind: "fixed", value: seconds(70) } }, ...options });

const named = (service: IdleService, kind: string) => service.events.filter((event) => event.endsWith(` ${kind}`));
const revisions = ({ tasks }: IdleService) =>
  [...tasks].filter((task) => tasks.isActive(task)).map((task) => tasks.definition[task].name);

describe("a boot that outlasts the health checks, without a grace period", () => {
  test("does no harm to the tasks that are there as the world begins", () => {
    expect(slow().begin(4).until(3_600).events).toEqual([]);
  });

  test("lets a scale-out start tasks again and again, and none ever serves", () => {
    const service = slow().begin(4);
    service.ecs.scheduler.setDesired(5);
    service.until(3_600);
    expect(service.targets.healthy).toBe(4);
    // Each takes 81 s to run and 30 to 60 s to fail: 26 to 32 of them in the hour.
    const lost = service.ecs.lost.get("never-healthy")!;
    expect(lost).toBeGreaterThanOrEqual(24);
    expect(lost).toBeLessThanOrEqual(33);
    // The first is stopped, drains for 300 s like any other, and is billed once.
    expect(service.billed.length).toBeGreaterThan(lost - 5);
  });

  test("goes on where the maximum leaves no room beside a task that drains", () => {
    const service = slow({ limits: { minimumHealthyPercent: 0, maximumPercent: 1 } }).begin(4);
    service.ecs.scheduler.setDesired(5);
    // Each takes 81 s to run, 30 to 60 s to fail and 300 s to drain: the ninth of them fails after 3,399 to 3,669 s.
    const lost = service.until(3_600).ecs.lost.get("never-healthy")!;
    expect(lost).toBeGreaterThanOrEqual(8);
    expect(lost).toBeLessThanOrEqual(9);
  });

  test("lets a deployment never end", () => {
    const service = slow().begin(4);
    service.ecs.deploy({ ...definition, name: "web:2" }, strategy);
    service.until(7_200);
    expect([service.ecs.scheduler.isDeploying, service.targets.healthy]).toEqual([true, 4]);
    expect(revisions(service).filter((name) => name === "web")).toHaveLength(4);
  });

  test("is cured by a grace period that covers the boot and five good checks", () => {
    const service = slow({ gracePeriod: seconds(70 + 5 * 30) }).begin(4);
    service.ecs.deploy({ ...definition, name: "web:2" }, strategy);
    service.until(1_200);
    expect(service.ecs.lost.size).toBe(0);
    expect([service.ecs.scheduler.isDeploying, service.targets.healthy]).toEqual([false, 4]);
    expect(named(service, "deployment")).toHaveLength(3); // begins, stops the last old task, is completed
  });
});

describe("the circuit breaker of a deployment", () => {
  const failed = (keys: object) => {
    const service = slow({ circuitBreaker: circuitBreakerShape.parse({ enable: true, ...keys }) }).begin(4);
    service.ecs.deploy({ ...definition, name: "web:2" }, strategy);
    return service.until(7_200);
  };

  test("ends it at three failed tasks of four wanted, and no more of its tasks are started", () => {
    const service = failed({});
    expect(named(service, "deployment-failed")).toHaveLength(1);
    expect(Number.parseFloat(named(service, "deployment-failed")[0])).toBeLessThanOrEqual(81 + 60);
    expect(service.ecs.lost.get("never-healthy")).toBe(4); // the fourth was on its way
    expect(revisions(service)).toEqual(["web", "web", "web", "web"]);
  });

  test("waits for ten failures where that is its minimum", () => {
    expect(failed({ minimumFailures: 10 }).ecs.lost.get("never-healthy")).toBeGreaterThanOrEqual(10);
  });

  test("rolls back to the last completed deployment: its tasks stay, what was lost of them comes back", () => {
    const service = failed({ rollback: true });
    expect(service.ecs.scheduler.deployment.definition.name).toBe("web");
    expect([service.ecs.scheduler.isDeploying, revisions(service)]).toEqual([false, ["web", "web", "web", "web"]]);
    expect(service.targets.healthy).toBe(4);
  });

  test("does not open for a scale-out after a completed deployment", () => {
    const breaker = circuitBreakerShape.parse({ enable: true });
    const service = slow({ circuitBreaker: breaker }).begin(4);
    service.ecs.scheduler.setDesired(8);
    expect(named(service.until(3_600), "deployment-failed")).toEqual([]);
  });
});
