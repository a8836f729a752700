import { partSize, type TaskPart } from "../../sim/scenario/index.js";
import { keyed } from "../../workload/random.js";
import type { EcsTask } from "../ecs/shapes.js";

/** Which of a service's running tasks are stopped, in order of age drawn by key. */
export function victims(
  tasks: readonly EcsTask[],
  part: TaskPart,
  { service, seed }: { readonly service: string; readonly seed: number },
): readonly EcsTask[] {
  const running = tasks.filter(isRunning).sort(byAge);
  const drawn = running.map((task, index) => ({ task, draw: keyed(seed, `drill/${service}`, index) }));
  return drawn
    .sort((a, b) => a.draw - b.draw)
    .slice(0, partSize(part, running.length))
    .map(({ task }) => task);
}

/** Its process is up, and ECS means it to stay so. */
export function isRunning({ lastStatus, desiredStatus }: EcsTask): boolean {
  return lastStatus === "RUNNING" && desiredStatus === "RUNNING";
}

/** It runs and, where the service's tasks tell their health, is healthy. */
export function isServing(task: EcsTask, tellsHealth: boolean): boolean {
  return isRunning(task) && (!tellsHealth || task.healthStatus === "HEALTHY");
}

/** Its process is gone; one that ECS has forgotten is, too. */
export function isGone(task: EcsTask | undefined): boolean {
  return task === undefined || ["DEPROVISIONING", "STOPPED", "DELETED"].includes(task.lastStatus);
}

function byAge(a: EcsTask, b: EcsTask): number {
  return (a.startedAt ?? 0) - (b.startedAt ?? 0) || (a.arn < b.arn ? -1 : 1);
}
