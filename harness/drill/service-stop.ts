import { setTimeout as sleep } from "node:timers/promises";
import { second } from "../../scenarios/language/units/time.js";
import { partSize, type TaskPart } from "../../sim/scenario/index.js";
import { keyed } from "../../workload/random.js";
import type { EcsFleet } from "../ecs/client.js";
import type { EcsTask } from "../ecs/shapes.js";
import { EnvironmentProblem } from "../environment-problem.js";

/** What was done to one service, and what came of it. */
export interface ServiceStop {
  readonly running: number;
  /** Ids of the tasks that were stopped. */
  readonly stopped: readonly string[];
  readonly stoppedAtS: number;
  /** Seconds; null where it was not seen in time. */
  readonly replacedAfterS: number | null;
}

interface ServiceStopOrder {
  /** The service's name in the scenario. */
  readonly service: string;
  readonly fleet: EcsFleet;
  readonly part: TaskPart;
  readonly seed: number;
  /** Microseconds since clock.start. */
  readonly now: () => number;
  readonly pollMs: number;
  /** Tasks that have not been replaced after so long are not waited for, in microseconds. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

/** Stops a part of a service's running tasks, and waits until they are gone and as many as before are healthy. */
export async function stopPart(order: ServiceStopOrder): Promise<ServiceStop> {
  const { fleet, part, service, now } = order;
  const tasks = await fleet.tasks();
  const chosen = victims(tasks, part, order);
  if (chosen.length === 0) throw new EnvironmentProblem(`${service} has no running task that could be stopped`);
  const { desired } = await fleet.describe();
  const stoppedAt = now();
  await Promise.all(chosen.map(({ arn }) => fleet.stop(arn, `fleetcast drill of ${service}`)));
  const tellsHealth = tasks.some(({ healthStatus }) => healthStatus === "HEALTHY");
  const replacedAt = await replacement(order, { chosen, desired, tellsHealth, until: stoppedAt + order.patience });
  return {
    running: tasks.filter(isRunning).length,
    stopped: chosen.map(({ arn }) => arn.slice(arn.lastIndexOf("/") + 1)),
    stoppedAtS: stoppedAt / second,
    replacedAfterS: replacedAt === null ? null : (replacedAt - stoppedAt) / second,
  };
}

interface Awaited {
  readonly chosen: readonly EcsTask[];
  readonly desired: number;
  readonly tellsHealth: boolean;
  readonly until: number;
}

/** When as many tasks as are wanted were seen to serve; returns once those that were stopped are gone, too. */
async function replacement(order: ServiceStopOrder, awaited: Awaited): Promise<number | null> {
  const { now, pollMs, signal } = order;
  let replacedAt: number | null = null;
  while (now() < awaited.until && !signal.aborted) {
    await sleep(pollMs);
    const tasks = await look(order);
    if (tasks === null) continue;
    const serving = tasks.filter((task) => isServing(task, awaited.tellsHealth)).length;
    if (serving >= awaited.desired) replacedAt ??= now();
    const areGone = awaited.chosen.every(({ arn }) => isGone(tasks.find((task) => task.arn === arn)));
    if (replacedAt !== null && areGone) break;
  }
  return replacedAt;
}

/** Null where the API does not answer: a look that is missed is made up for by the next. */
async function look({ fleet }: ServiceStopOrder): Promise<readonly EcsTask[] | null> {
  try {
    return await fleet.tasks();
  } catch (error) {
    if (error instanceof EnvironmentProblem) return null;
    throw error;
  }
}

/** Which of a service's running tasks are stopped, in order of age drawn by key. */
function victims(
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
function isRunning({ lastStatus, desiredStatus }: EcsTask): boolean {
  return lastStatus === "RUNNING" && desiredStatus === "RUNNING";
}

/** It runs and, where the service's tasks tell their health, is healthy. */
function isServing(task: EcsTask, tellsHealth: boolean): boolean {
  return isRunning(task) && (!tellsHealth || task.healthStatus === "HEALTHY");
}

/** Its process is gone; one that ECS has forgotten is, too. */
function isGone(task: EcsTask | undefined): boolean {
  return task === undefined || ["DEPROVISIONING", "STOPPED", "DELETED"].includes(task.lastStatus);
}

function byAge(a: EcsTask, b: EcsTask): number {
  return (a.startedAt ?? 0) - (b.startedAt ?? 0) || (a.arn < b.arn ? -1 : 1);
}
