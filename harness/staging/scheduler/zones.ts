import { providers } from "../../../sim/capacity/providers/index.js";
import { scaleInVictims } from "../../../sim/capacity/scale-in.js";
import { keyed } from "../../../workload/index.js";
import type { FleetTask } from "./fleet-task.js";

/** Zones in which a task may be launched, the emptiest first; equals in order of zone. */
export function emptiestZones(count: number, active: readonly FleetTask[]): readonly number[] {
  const tasks = perZone(count, active);
  return tasks.map((_, zone) => zone).sort((a, b) => tasks[a] - tasks[b] || a - b);
}

/**
 * The tasks that a scale-in stops: of the fullest zones, not yet healthy ones first; within a zone the draw that the
 * simulator makes too.
 */
export function victims(candidates: readonly FleetTask[], count: number, seed: number): readonly FleetTask[] {
  const ranked = candidates.map((task) => ({ zone: task.origin.zone, rank: rank(task, seed) }));
  return scaleInVictims(ranked, count).map((index) => candidates[index]);
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
