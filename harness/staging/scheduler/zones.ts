import { providers } from "../../../sim/capacity/providers/index.js";
import { keyed } from "../../../workload/index.js";
import type { FleetTask } from "./fleet-task.js";

/** Zones in which a task may be launched, the emptiest first; equals in order of zone. */
export function emptiestZones(count: number, active: readonly FleetTask[]): readonly number[] {
  const tasks = perZone(count, active);
  return tasks.map((_, zone) => zone).sort((a, b) => tasks[a] - tasks[b] || a - b);
}

/**
 * The task that a scale-in stops: one of the fullest zone, not yet healthy ones first; within the zone the draw that the
 * simulator makes too.
 */
export function scaleInVictim(candidates: readonly FleetTask[], zones: number, seed: number): FleetTask {
  const tasks = perZone(zones, candidates);
  const fullest = Math.max(...tasks);
  return candidates
    .filter(({ origin }) => tasks[origin.zone] === fullest)
    .reduce((best, task) => (rank(task, seed) < rank(best, seed) ? task : best));
}

function rank({ origin, isHealthy }: FleetTask, seed: number): number {
  const provider = providers.findIndex(({ name }) => name === origin.provider);
  return Number(isHealthy) + keyed(seed, `scale-in/${origin.service}`, origin.ordinal, provider);
}

function perZone(count: number, tasks: readonly FleetTask[]): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const { origin } of tasks) counts[origin.zone]++;
  return counts;
}
