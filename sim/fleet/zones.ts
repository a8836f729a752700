import { keyed } from "../../workload/random.js";
import { scaleInVictims } from "../capacity/scale-in.js";
import type { TaskTable } from "./task-table.js";

/** Keeps a service balanced over availability zones, as the ECS scheduler does. */
export class Zones {
  readonly count: number;
  readonly #tasks: TaskTable;
  readonly #isDown: boolean[];
  readonly #seed: number;
  readonly #victim: string;

  constructor(count: number, tasks: TaskTable, seed: number, service: string) {
    this.count = count;
    this.#tasks = tasks;
    this.#isDown = new Array(count).fill(false);
    this.#seed = seed;
    this.#victim = `scale-in/${service}`;
  }

  setDown(zone: number, isDown: boolean): void {
    this.#isDown[zone] = isDown;
  }

  /** Zones in which a task may be launched, the emptiest first; equals in order of zone. */
  forLaunch(): number[] {
    const active = this.#active();
    return active
      .map((_, zone) => zone)
      .filter((zone) => !this.#isDown[zone])
      .sort((a, b) => active[a] - active[b] || a - b);
  }

  /** The fullest and the emptiest zone that is up, where one has two tasks more than the other or still more; null where not. */
  uneven(): { readonly fullest: number; readonly emptiest: number } | null {
    const active = this.#active();
    const up = this.forLaunch();
    const [emptiest, fullest] = [up[0], up[up.length - 1]];
    return up.length > 1 && active[fullest] - active[emptiest] > 1 ? { fullest, emptiest } : null;
  }

  /**
   * The tasks that a scale-in stops among `candidates`: of the fullest zones, not yet healthy ones first; within a zone a
   * keyed draw, since no document says that ECS looks at the capacity provider.
   */
  victims(candidates: readonly number[], count: number): number[] {
    if (count <= 0) return [];
    const { ordinal, provider, zone, isHealthy } = this.#tasks;
    const draw = (task: number) => keyed(this.#seed, this.#victim, ordinal[task], provider[task]);
    const ranked = candidates.map((task) => ({ zone: zone[task], rank: isHealthy[task] + draw(task) }));
    return scaleInVictims(ranked, count).map((index) => candidates[index]);
  }

  /** Active tasks of each zone. */
  #active(): number[] {
    const tasks = this.#tasks;
    const counts = new Array<number>(this.count).fill(0);
    tasks.forEach((task) => {
      if (tasks.isActive(task)) counts[tasks.zone[task]]++;
    });
    return counts;
  }
}
