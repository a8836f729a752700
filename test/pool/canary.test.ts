import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { definition } from "./fleet.js";
import { IdleService } from "./service.js";

const onDemand = { FARGATE: { base: 0, weight: 1 } };
const small = { ...definition, name: "small" };
const full = (desired: number) => ({ own: desired, canary: desired });

/** Healthy tasks of the service's own revision, and of the canary. */
function healthy({ tasks }: IdleService): readonly [own: number, canary: number] {
  const of = (isCanary: 0 | 1) =>
    tasks.count((task) => tasks.isHealthy[task] === 1 && tasks.isCanary[task] === isCanary);
  return [of(0), of(1)];
}

/** Tasks that were not told to stop, by the name of their definition. */
function revisions({ tasks }: IdleService): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const task of tasks) {
    if (!tasks.isActive(task)) continue;
    const { name } = tasks.definition[task];
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const begun = (desired = 10) => {
  const service = new IdleService({ strategy: onDemand }).begin(desired);
  const canary = service.ecs.beginCanary(small, onDemand, true, () => {});
  return { service, canary };
};

describe("a canary beside a service", () => {
  test("has no task until it is sized, and launches as any other does: healthy within 111 s", () => {
    const { service, canary } = begun();
    expect(revisions(service)).toEqual({ web: 10 });
    canary.size(full);
    expect(service.until(80).ecs.canary?.isReady).toBe(false);
    expect(service.until(112).ecs.canary?.isReady).toBe(true);
    expect(healthy(service)).toEqual([10, 10]);
  });

  test("follows the desired count of the service, whose own tasks follow it too", () => {
    const { service, canary } = begun();
    canary.size((desired) => ({ own: Math.ceil(desired * 0.75), canary: Math.ceil(desired * 0.25) }));
    expect(revisions(service.until(500))).toEqual({ web: 8, small: 3 });
    service.ecs.setDesired(20);
    expect(service.ecs.desired).toBe(20);
    expect(revisions(service.until(900))).toEqual({ web: 15, small: 5 });
  });

  test("becomes the service's own: the old tasks drain for their whole delay, and none of the new ones stops", () => {
    const { service, canary } = begun();
    canary.size(full);
    service.until(200).ecs.promoteCanary();
    expect(service.ecs.canary).toBeNull();
    expect(revisions(service)).toEqual({ small: 10 });
    expect(service.ecs.isDeploying).toBe(true);
    expect(service.until(499).ecs.isDeploying).toBe(true);
    expect(service.until(540).ecs.isDeploying).toBe(false);
    expect(healthy(service)).toEqual([10, 0]);
    expect(service.ecs.deployment.definition.name).toBe("small");
    service.ecs.setDesired(12);
    expect(revisions(service)).toEqual({ small: 12 });
  });

  test("that is ended drains, while its service is back at its whole size", () => {
    const { service, canary } = begun();
    canary.size((desired) => ({ own: Math.ceil(desired / 2), canary: Math.ceil(desired / 2) }));
    service.until(500).ecs.endCanary();
    expect(revisions(service)).toEqual({ web: 10 });
    expect(healthy(service.until(700))).toEqual([10, 0]);
    expect(service.ecs.deployment.definition.name).toBe("web");
  });

  test("has its failed tasks replaced by tasks of its own revision", () => {
    const { service, canary } = begun();
    canary.size(full);
    service.until(200).ecs.stopTasks((running) => running);
    expect(revisions(service.until(400))).toEqual({ web: 10, small: 10 });
    expect(healthy(service)).toEqual([10, 10]);
  });

  test("is spread over the zones by itself, and leaves a zone that is down", () => {
    const { service, canary } = begun(9);
    canary.size(full);
    const zonesOf = (isCanary: 0 | 1) => [...service.tasks.zones(isCanary)];
    expect([zonesOf(0), zonesOf(1)]).toEqual([
      [3, 3, 3],
      [3, 3, 3],
    ]);
    service.until(200).ecs.setZoneDown(0, true);
    service.until(500);
    for (const isCanary of [0, 1] as const) {
      const [down, ...others] = zonesOf(isCanary);
      expect(down).toBe(0);
      expect(others.reduce((sum, count) => sum + count, 0)).toBe(9);
    }
  });

  test("keeps a service from scaling in where it is a deployment of ECS", () => {
    const { service } = begun();
    expect(service.ecs.isDeploying).toBe(true);
    const other = new IdleService({ strategy: onDemand }).begin(4);
    other.ecs.beginCanary(small, onDemand, false, () => {});
    expect(other.ecs.isDeploying).toBe(false);
  });
});

test("whatever the service and its canary go through, each set has what it is to have in the end, and old tasks leave only for healthy ones", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("desired" as const), count: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constant("begin" as const), full: fc.boolean() }),
    fc.record({ kind: fc.constant("promote" as const) }),
    fc.record({ kind: fc.constant("end" as const) }),
    fc.record({ kind: fc.constant("deploy" as const) }),
    fc.record({ kind: fc.constant("stop" as const), count: fc.nat(3) }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.integer({ min: 1, max: 400 })), { maxLength: 12 }), (steps) => {
      const service = new IdleService({ strategy: onDemand }).begin(6);
      const { ecs } = service;
      let now = 0;
      for (const [made, wait] of steps) {
        if (made.kind === "desired") ecs.setDesired(made.count);
        else if (made.kind === "stop") ecs.stopTasks(() => made.count);
        else if (made.kind === "deploy" && ecs.canary === null) ecs.deploy(small, onDemand);
        else if (made.kind === "begin" && ecs.canary === null) {
          const half = (desired: number) => ({ own: Math.ceil(desired / 2), canary: Math.ceil(desired / 2) });
          ecs.beginCanary(small, onDemand, true, () => {}).size(made.full ? full : half);
        } else if (made.kind === "end" && ecs.canary !== null) ecs.endCanary();
        else if (made.kind === "promote" && ecs.canary?.isReady === true) {
          ecs.canary.size(full);
          const before = healthy(service)[1];
          ecs.promoteCanary();
          expect(healthy(service)[0]).toBeGreaterThanOrEqual(Math.min(before, ecs.desired));
        }
        now += wait;
        service.until(now);
      }
      service.until(now + 2_000);
      const { canary, desired } = ecs;
      const [own, beside] = healthy(service);
      expect(own).toBe(ecs.scheduler.desired);
      expect(beside).toBe(canary?.scheduler.desired ?? 0);
      if (canary === null) expect(own).toBe(desired);
      expect(service.tasks.count(() => true)).toBe(own + beside);
    }),
    { seed: 1, numRuns: 300 },
  );
});
