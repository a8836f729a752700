import { setTimeout as sleep } from "node:timers/promises";
import { second } from "../../scenarios/language/units/time.js";
import { partSize, type TaskPart } from "../../sim/scenario/index.js";
import { keyed } from "../../workload/random.js";
import type { EcsFleet } from "../ecs/client.js";
import type { EcsTask } from "../ecs/shapes.js";
import { EnvironmentProblem } from "../environment-problem.js";

/** The tasks of one service that were stopped, and how long their replacement took. */
export interface ServiceStop {
  readonly running: number;
  /** Ids of the tasks that were stopped. */
  readonly stopped: readonly string[];
  readonly stoppedAtS: number;
  /** Time until as many tasks as desired served again; null when that did not happen in time. */
  readonly replacedAfterS: number | null;
}

interface ServiceStopOrder {
  /** Name of the service in the scenario. */
  readonly service: string;
  readonly fleet: EcsFleet;
  readonly part: TaskPart;
  readonly seed: number;
  /** Reads the clock, in microseconds since clock.start. */
  readonly now: () => number;
  readonly pollMs: number;
  /** Time that tasks are given to be replaced, in microseconds. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

/**
 * Stops part of a service's running tasks, then waits until they are gone and the desired number of tasks serves again.
 */
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

/** Finds when the desired number of tasks was first seen to serve; returns once the stopped tasks are gone too. */
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

/** Lists the tasks; null when the API does not answer, since the next look will make up for it. */
async function look({ fleet }: ServiceStopOrder): Promise<readonly EcsTask[] | null> {
  try {
    return await fleet.tasks();
  } catch (error) {
    if (error instanceof EnvironmentProblem) return null;
    throw error;
  }
}

/**
 * Chooses the running tasks to stop: the tasks are sorted by age and drawn by a seeded key, so that the choice can be
 * repeated.
 */
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

/** Whether the task's process is up and ECS intends to keep it. */
function isRunning({ lastStatus, desiredStatus }: EcsTask): boolean {
  return lastStatus === "RUNNING" && desiredStatus === "RUNNING";
}

/** Whether the task runs and, if the service's tasks report health, is healthy. */
function isServing(task: EcsTask, tellsHealth: boolean): boolean {
  return isRunning(task) && (!tellsHealth || task.healthStatus === "HEALTHY");
}

/** Whether the task's process is gone; a task that ECS no longer knows counts as gone. */
function isGone(task: EcsTask | undefined): boolean {
  return task === undefined || ["DEPROVISIONING", "STOPPED", "DELETED"].includes(task.lastStatus);
}

function byAge(a: EcsTask, b: EcsTask): number {
  return (a.startedAt ?? 0) - (b.startedAt ?? 0) || (a.arn < b.arn ? -1 : 1);
}
