/** An amount of CPU and memory, such as a task's reservation or an instance's capacity; vCPU and MiB. */
export interface CpuAndMemory {
  readonly cpu: number;
  readonly memory: number;
}

/** A number of tasks of one size. */
export interface TaskGroup {
  readonly size: CpuAndMemory;
  readonly count: number;
}

/** Instances with the same room left. */
interface Bins extends CpuAndMemory {
  readonly count: number;
}

/**
 * Number of instances needed when each task takes the first instance with room, largest tasks first (first fit
 * decreasing, in both resources); null when a task is larger than an instance. Tasks of one size fill instances in a
 * row, so the time depends on the number of sizes and not of tasks.
 */
export function instancesFor(tasks: readonly TaskGroup[], instance: CpuAndMemory): number | null {
  const largest = ({ size }: TaskGroup) => Math.max(size.cpu / instance.cpu, size.memory / instance.memory);
  let bins: readonly Bins[] = [];
  for (const { size, count } of tasks.toSorted((a, b) => largest(b) - largest(a))) {
    if (count === 0) continue;
    const eachHolds = roomFor(size, instance);
    if (eachHolds === 0) return null;
    const { left, filled } = fill(bins, size, count);
    bins = [...filled, ...newBins(instance, size, left, eachHolds)];
  }
  return bins.reduce((sum, { count }) => sum + count, 0);
}

/** Number of tasks of a size that fit into `room`. */
export function roomFor(size: CpuAndMemory, room: CpuAndMemory): number {
  const into = (free: number, one: number) => (one === 0 ? Number.POSITIVE_INFINITY : Math.floor(free / one + 1e-9));
  return Math.max(0, Math.min(into(room.cpu, size.cpu), into(room.memory, size.memory)));
}

/** Puts tasks into the instances that are there, in order; `left` found no room. */
function fill(
  bins: readonly Bins[],
  size: CpuAndMemory,
  count: number,
): { readonly left: number; readonly filled: readonly Bins[] } {
  let left = count;
  const filled = bins.flatMap((bin) => {
    const eachHolds = roomFor(size, bin);
    const placed = Math.min(left, eachHolds * bin.count);
    if (placed === 0) return [bin];
    left -= placed;
    const full = Math.floor(placed / eachHolds);
    const rest = placed - full * eachHolds;
    return [
      ...binsWith(bin, size, eachHolds, full),
      ...binsWith(bin, size, rest, rest > 0 ? 1 : 0),
      ...binsWith(bin, size, 0, bin.count - full - (rest > 0 ? 1 : 0)),
    ];
  });
  return { left, filled };
}

function newBins(instance: CpuAndMemory, size: CpuAndMemory, count: number, eachHolds: number): readonly Bins[] {
  const full = Math.floor(count / eachHolds);
  const rest = count - full * eachHolds;
  return [...binsWith(instance, size, eachHolds, full), ...binsWith(instance, size, rest, rest > 0 ? 1 : 0)];
}

function binsWith(room: CpuAndMemory, size: CpuAndMemory, tasks: number, count: number): readonly Bins[] {
  if (count === 0) return [];
  return [{ cpu: room.cpu - tasks * size.cpu, memory: room.memory - tasks * size.memory, count }];
}
