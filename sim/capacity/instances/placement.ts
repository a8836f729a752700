import type { CpuAndMemory } from "../packing.js";

/** An instance as far as a placement looks at it: shares of its vCPU and memory that are free, 0..1, and its tasks. */
export interface PlacementView {
  readonly freeShare: number;
  readonly tasks: number;
}

/** Which of the instances that have room gets a task: the one with the least value, the earlier of equals. */
const placements = {
  /** The fullest one, so that as few as possible are in use. */
  binpack: ({ freeShare }: PlacementView) => freeShare,
  /** The one with the fewest tasks. */
  spread: ({ tasks }: PlacementView) => tasks,
} as const;

export type PlacementName = keyof typeof placements;

export const placementNames = Object.keys(placements) as [PlacementName, ...PlacementName[]];

/** The lower it is, the sooner an instance is taken. */
export function preference(placement: PlacementName, candidate: PlacementView): number {
  return placements[placement](candidate);
}

/** The mean of the shares of vCPU and memory that are free. */
export function freeShare(free: CpuAndMemory, of: CpuAndMemory): number {
  return (free.cpu / of.cpu + free.memory / of.memory) / 2;
}
