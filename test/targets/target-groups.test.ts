import { describe, expect, test } from "vitest";
import { Simulation } from "../../sim/engine/simulation.js";
import { TaskTable } from "../../sim/pool/task-table.js";
import { LeastOutstanding } from "../../sim/targets/least-outstanding.js";
import { RoundRobin } from "../../sim/targets/round-robin.js";
import { Grouping, SplitBalancer, TargetGroups } from "../../sim/targets/target-groups.js";
import { healthCheck, origin, stopTimes } from "../pool/fleet.js";

/** Two tasks of the service's own and two of a canary, all healthy; a task whose check takes too long is named. */
function grouped() {
  const [simulation, tasks, grouping] = [new Simulation(), new TaskTable(), new Grouping()];
  const slow = new Set<number>();
  const balancer = new SplitBalancer(grouping, [new LeastOutstanding(), new LeastOutstanding()]);
  const parts = {
    balancer,
    tasks,
    healthCheck,
    deregistrationDelay: stopTimes.deregistrationDelay,
    deregistrationLag: stopTimes.deregistrationLag,
    answersAfter: (task: number) => (slow.has(task) ? Number.POSITIVE_INFINITY : 0),
  };
  const targets = new TargetGroups(parts, tasks, grouping);
  const [a, b, c, d] = [0, 1, 2, 3].map((ordinal) =>
    tasks.add(simulation, () => {}, origin({ ordinal, isCanary: ordinal >= 2 })),
  );
  for (const task of [a, b, c, d]) targets.enter(task, 0);
  const fail = (task: number) => {
    slow.add(task);
    for (let check = 0; check < healthCheck.unhealthyThreshold; check++) targets.check(task, 0);
  };
  return { tasks, grouping, balancer, targets, own: [a, b], canary: [c, d], fail };
}

describe("two target groups behind one weighted rule", () => {
  test("each give requests to their own tasks", () => {
    const { balancer, own, canary } = grouped();
    expect(balancer.size).toBe(4);
    expect([balancer.take(0), balancer.take(0)].sort()).toEqual(own);
    expect([balancer.takeCanary(0), balancer.takeCanary(0)].sort()).toEqual(canary);
  });

  test("count what is outstanding at a task in its own group, also when the groups have changed places", () => {
    const { balancer, grouping, tasks, canary } = grouped();
    const [first, second] = [balancer.takeCanary(0), balancer.takeCanary(0)];
    for (const task of canary) tasks.adopt(task);
    grouping.swap();
    balancer.release(second);
    expect(balancer.take(0)).toBe(second);
    balancer.release(first);
    balancer.release(second);
    expect(new Set([balancer.take(0), balancer.take(0)])).toEqual(new Set(canary));
  });

  test("never turn to the other one: a canary without a target gets nothing", () => {
    const { balancer, targets, own, canary } = grouped();
    for (const task of canary) targets.leave(task, 0);
    expect(balancer.takeCanary(0)).toBe(-1);
    expect(own).toContain(balancer.take(0));
    expect(targets.healthy).toBe(2);
  });

  test("fail open by themselves: where all of a canary's tasks fail, they get its requests, and no others do", () => {
    const { balancer, own, canary, fail } = grouped();
    fail(canary[0]);
    expect([balancer.takeCanary(0), balancer.takeCanary(0)]).toEqual([canary[1], canary[1]]);
    fail(canary[1]);
    expect(canary).toContain(balancer.takeCanary(0));
    expect(own).toContain(balancer.take(0));
  });

  test("register a new task with the group of its revision", () => {
    const grouping = new Grouping();
    const balancer = new SplitBalancer(grouping, [new RoundRobin(0), new RoundRobin(0)]);
    for (const [task, isCanary] of [
      [0, false],
      [200, true],
    ] as const) {
      grouping.put(task, isCanary);
      balancer.add(task, 0);
    }
    expect([balancer.take(0), balancer.takeCanary(0)]).toEqual([0, 200]);
    grouping.swap();
    expect([balancer.take(0), balancer.takeCanary(0)]).toEqual([200, 0]);
    balancer.remove(200);
    expect(balancer.take(0)).toBe(-1);
  });
});
