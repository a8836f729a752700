import fc from "fast-check";
import { expect, test } from "vitest";
import { byProvider } from "../../sim/capacity/providers/by-provider.js";
import { providers } from "../../sim/capacity/providers/index.js";
import { Simulation } from "../../sim/engine/simulation.js";
import type { PoolCounts } from "../../sim/pool/plan.js";
import { DEPROVISIONING, FREE, RUNNING, STOPPING, type TaskState, TaskTable } from "../../sim/pool/task-table.js";
import { origin } from "./fleet.js";

/** What the table counts, counted. */
function counted(tasks: TaskTable, revision: number, isCanary: 0 | 1): PoolCounts {
  const counts = (task: number) => tasks.state[task] <= STOPPING && tasks.isCanary[task] === isCanary;
  const there = [...tasks].filter(counts);
  const active = there.filter((task) => tasks.isActive(task));
  const isOld = (task: number) => tasks.deployment[task] !== revision;
  const isHealthy = (task: number) => tasks.isHealthy[task] === 1;
  const own = active.filter((task) => tasks.isSubstitute[task] === 0);
  const sound = own.filter((task) => tasks.isFailing[task] === 0);
  const each = (among: readonly number[]) =>
    byProvider((name) => among.filter((task) => providers[tasks.provider[task]].name === name).length);
  const zones = [0, 1, 2].map((zone) => active.filter((task) => tasks.zone[task] === zone).length);
  return {
    there: there.length,
    oldThere: there.filter(isOld).length,
    discarded: there.filter((task) => tasks.stopReason[task] === "unhealthy").length,
    healthy: active.filter(isHealthy).length,
    fresh: active.filter((task) => !isOld(task)).length,
    old: active.filter(isOld).length,
    oldHealthy: active.filter(isOld).filter(isHealthy).length,
    substitutes: active.length - own.length,
    failing: own.length - sound.length,
    sound: sound.length,
    starting: sound.filter((task) => !isHealthy(task)).length,
    present: each(sound.filter((task) => !isOld(task))),
    running: each(own.filter((task) => tasks.isRunning(task))),
    zones,
  };
}

test("what is counted as tasks change is what a pass over all of them counts, also past the first rows", () => {
  const change = fc.oneof(
    fc.record({
      kind: fc.constant("add" as const),
      zone: fc.nat(2),
      provider: fc.nat(1),
      deployment: fc.nat(2),
      isSubstitute: fc.boolean(),
      isCanary: fc.boolean(),
    }),
    fc.record({ kind: fc.constant("enter" as const), task: fc.nat(200) }),
    fc.record({ kind: fc.constant("judge" as const), task: fc.nat(200), as: fc.constantFrom([1, 0], [0, 1], [0, 0]) }),
    fc.record({ kind: fc.constant("doom" as const), task: fc.nat(200) }),
    fc.record({ kind: fc.constant("adopt" as const), task: fc.nat(200) }),
    fc.record({ kind: fc.constant("deploy" as const), revision: fc.nat(2) }),
  );
  fc.assert(
    fc.property(fc.nat(150), fc.array(change, { maxLength: 60 }), (first, changes) => {
      const [simulation, tasks] = [new Simulation(), new TaskTable()];
      let [ordinal, revision] = [0, 0];
      const add = (from: object) => tasks.add(simulation, () => {}, origin({ ...from, ordinal: ordinal++ }));
      for (let count = 0; count < first; count++) add({ zone: count % 3 });
      for (const made of changes) {
        if (made.kind === "add") add(made);
        else if (made.kind === "deploy") revision = made.revision;
        else {
          const known = [...tasks];
          const task = known[made.task % Math.max(1, known.length)];
          if (task === undefined) continue;
          const state = tasks.state[task];
          if (made.kind === "judge") tasks.judge(task, made.as[0] as 0 | 1, made.as[1] as 0 | 1);
          else if (made.kind === "doom") tasks.doom(task, "unhealthy");
          else if (made.kind === "adopt") tasks.adopt(task);
          else if (state === DEPROVISIONING) tasks.free(simulation, task);
          else tasks.enter(task, (state + 1) as TaskState);
        }
        for (const isCanary of [0, 1] as const) {
          const counts = tasks.counts(revision, isCanary);
          const zones = [0, 1, 2].map((zone) => counts.zones[zone] ?? 0);
          expect({ ...counts, zones }).toEqual(counted(tasks, revision, isCanary));
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("a table of a few tasks is small, and grows without losing anything", () => {
  const [simulation, tasks] = [new Simulation(), new TaskTable()];
  const small = tasks.state.length;
  expect(small).toBeLessThanOrEqual(64);
  for (let ordinal = 0; ordinal < 1_000; ordinal++) {
    tasks.enter(
      tasks.add(simulation, () => {}, origin({ ordinal, zone: ordinal % 3 })),
      RUNNING,
    );
  }
  expect(tasks.state.length).toBe(1_024);
  expect([...tasks].map((task) => tasks.ordinal[task])).toEqual(Array.from({ length: 1_000 }, (_, at) => at));
  expect(tasks.counts(0).running).toMatchObject({ FARGATE: 1_000, FARGATE_SPOT: 0 });
  expect([...tasks.state].filter((state) => state === FREE)).toHaveLength(24);
});
