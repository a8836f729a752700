import type { Path, Problem } from "../../../scenarios/language/index.js";
import { either, spell } from "../../../scenarios/language/spelling.js";
import {
  fargateSizes,
  fargateStorage,
  fargateVcpus,
  isFargateSize,
  nearestSizes,
  nextSize,
  type TaskSize,
} from "../../capacity/fargate-sizes.js";
import { providers } from "../../capacity/providers/index.js";
import { sharesOf } from "../../capacity/strategy.js";
import { taskSize as sizeOf } from "../../services/fleet/sidecars.js";
import type { TaskConfig } from "../../services/fleet/task-definitions.js";
import type { Scenario } from "../shape.js";
import { strategiesIn, tasksIn } from "./mentions.js";
import type { ScenarioRule } from "./rule.js";

/** A task has one of the sizes that Fargate offers. */
export const taskSize: ScenarioRule = () => ({
  code: "task-size",
  check(scenario, report) {
    for (const { at, service, value } of tasksIn(scenario)) {
      if (!isOnFargate(service, scenario)) continue;
      const wrong = wrongSize(value) ?? wrongStorage(value);
      if (wrong) report([...at, wrong.key], wrong.problem);
    }
  },
});

/**
 * A task definition of ECS lists the application among its containers, whose parts make up the task; here they come beside it.
 * Containers that reserve as much CPU or memory as is written for the task itself look like that list.
 */
export const containersOfTask: ScenarioRule = () => ({
  code: "containers-of-task",
  check(scenario, report) {
    for (const { at, value } of tasksIn(scenario)) {
      const all = sizeOf(value);
      if (value.containers.length < 2 || (all.cpu !== 2 * value.cpu && all.memory !== 2 * value.memory)) continue;
      report([...at, "containers"], {
        severity: "warning",
        expected: "the sidecars alone, beside the application, whose own part cpu and memory are",
        got: `containers of as much as the task itself: ${words(all)} in all`,
        hint: "if the application is one of them, leave it out, and give cpu and memory its part",
      });
    }
  },
});

/** Tasks on instances are of any size. */
function isOnFargate(service: string, scenario: Scenario): boolean {
  const strategies = strategiesIn(scenario).filter((strategy) => strategy.service === service);
  const used = strategies.flatMap(({ value }) => sharesOf(value).map(({ name }) => name));
  return providers.some(({ name, hasInstances }) => !hasInstances && used.includes(name));
}

interface WrongKey {
  readonly key: Path[number];
  readonly problem: Problem;
}

function wrongSize(task: TaskConfig): WrongKey | null {
  if (task.containers.length > 0) return wrongSum(task);
  if (isFargateSize(task)) return null;
  const hint = `the nearest sizes are ${either(nearestSizes(task, 2).map(words))}`;
  if (!fargateVcpus.includes(task.cpu)) {
    const expected = `one of Fargate's ${fargateVcpus.join(", ")} vCPU`;
    return { key: "cpu", problem: { severity: "error", expected, got: spell.vcpu(task.cpu), hint } };
  }
  const expected = `${memoriesWith(task.cpu)} with ${spell.vcpu(task.cpu)}`;
  return { key: "memory", problem: { severity: "error", expected, got: spell.memory(task.memory), hint } };
}

/** The application's own part is what can be made to fit: the sidecars need what they need. */
function wrongSum(task: TaskConfig): WrongKey | null {
  const sum = sizeOf(task);
  const key = fargateVcpus.includes(sum.cpu) ? "memory" : "cpu";
  if (task.cpu <= 0 || task.memory <= 0) {
    const expected = "more than nothing for the application itself";
    const got = words(task);
    const hint = "containers are the sidecars beside the application; cpu and memory are its own part";
    return { key: task.cpu <= 0 ? "cpu" : "memory", problem: { severity: "error", expected, got, hint } };
  }
  if (isFargateSize(sum)) return null;
  const expected = "a part of the application that makes one of Fargate's sizes with its sidecars";
  const got = `${words(sum)} in all`;
  const next = nextSize(sum);
  const rest = next && {
    cpu: Number((next.cpu - (sum.cpu - task.cpu)).toFixed(10)),
    memory: next.memory - (sum.memory - task.memory),
  };
  const hint = rest
    ? `the next size is ${words(next)}: give the application ${words(rest)}`
    : `no size is as large; the largest is ${words(nearestSizes({ cpu: 16, memory: 120 * 1_024 }, 1)[0])}`;
  return { key, problem: { severity: "error", expected, got, hint } };
}

function wrongStorage({ storage }: TaskConfig): WrongKey | null {
  const { min, max } = fargateStorage;
  if (storage >= min && storage <= max) return null;
  const expected = `ephemeral storage of ${spell.size(min)} to ${spell.size(max)}`;
  const hint = "20 GB come with every Fargate task";
  return { key: "storage", problem: { severity: "error", expected, got: spell.size(storage), hint } };
}

function words({ cpu, memory }: TaskSize): string {
  return `${spell.vcpu(cpu)} with ${spell.memory(memory)}`;
}

function memoriesWith(vcpu: number): string {
  const ranges = fargateSizes.filter((range) => range.vcpu === vcpu);
  const spelled = ranges.map(({ min, max, step }) =>
    min === max ? spell.memory(max) : `${spell.memory(min)} to ${spell.memory(max)} in steps of ${spell.memory(step)}`,
  );
  return either(spelled);
}
