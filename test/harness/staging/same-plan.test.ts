import { expect, test } from "vitest";
import { providers } from "../../../sim/capacity/providers/index.js";
import type { Strategy } from "../../../sim/capacity/strategy.js";
import { definition } from "../../pool/fleet.js";
import { IdleService } from "../../pool/service.js";
import { type Rig, rig, until, yaml } from "./control-rig.js";

/** A task as both worlds know it. */
interface Known {
  readonly provider: string;
  readonly ordinal: number;
  readonly zone: number;
}

/** One of the two worlds: the events of its service, and the tasks that it ends up with. */
interface World {
  setDesired(desired: number): void;
  stopTask(task: Known): void;
  deploy(strategy: Strategy): void;
  settled(): Promise<readonly Known[]>;
}

const mixed: Strategy = { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { base: 0, weight: 2, market: "calm" } };
const onDemand: Strategy = { FARGATE: { base: 0, weight: 1 } };

function simulated(desired: number): World {
  const service = new IdleService({ strategy: mixed }).begin(desired);
  const { tasks, ecs } = service;
  const known = (task: number): Known => ({
    provider: providers[tasks.provider[task]].name,
    ordinal: tasks.ordinal[task],
    zone: tasks.zone[task],
  });
  let end = 0;
  return {
    setDesired: (desired) => ecs.scheduler.setDesired(desired),
    stopTask: ({ provider, ordinal }) => {
      const task = [...tasks].find((each) => known(each).provider === provider && known(each).ordinal === ordinal)!;
      ecs.lifecycle.stopTask(task);
      ecs.taskLost(task, "stop-task");
    },
    deploy: (strategy) => ecs.deploy(definition, strategy),
    settled: async () => {
      end += 2_000;
      service.until(end);
      return [...tasks].filter((task) => tasks.isActive(task)).map(known);
    },
  };
}

function local(desired: number, { service }: Rig): World {
  service.launch(desired);
  return {
    setDesired: (desired) => service.setDesired(desired),
    stopTask: (task) => {
      const { provider, ordinal } = task;
      service.stopTask(
        service.tasks.find(({ origin }) => origin.provider === provider && origin.ordinal === ordinal)!,
        "",
      );
    },
    deploy: (strategy) => service.deploy(strategy),
    settled: async () => {
      await new Promise((resolve) => setTimeout(resolve, 50)); // gives it time to react
      await until(() => service.isSteady);
      return service.active.map(({ origin: { provider, ordinal, zone } }) => ({ provider, ordinal, zone }));
    },
  };
}

/** The tasks in words, sorted by provider and ordinal. */
const inOrder = (tasks: readonly Known[]) =>
  tasks.map(({ provider, ordinal, zone }) => `${provider} ${ordinal} in zone ${zone}`).sort();

test("the simulated and the local fleet launch and stop exactly the same tasks for the same events", async () => {
  const capacity = "capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 2, market: calm } }";
  const worlds = [simulated(7), local(7, rig(yaml(capacity)))];
  const both = async (event: (world: World) => void) => {
    for (const world of worlds) event(world);
    const [one, other] = await Promise.all(worlds.map((world) => world.settled()));
    expect(inOrder(other)).toEqual(inOrder(one));
    return one;
  };
  const seen = [
    await both(() => {}),
    await both((world) => world.setDesired(12)),
    await both((world) => world.setDesired(4)),
    await both((world) => world.setDesired(10)),
  ];
  const [lost] = seen.at(-1)!;
  seen.push(await both((world) => world.stopTask(lost)));
  seen.push(await both((world) => world.deploy(onDemand)));
  seen.push(await both((world) => world.setDesired(3)));
  expect(seen.map(({ length }) => length)).toEqual([7, 12, 4, 10, 10, 10, 3]);
  expect(new Set(seen.at(-1)!.map(({ zone }) => zone))).toEqual(new Set([0, 1, 2]));
});
