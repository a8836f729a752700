import { keyed } from "../../workload/random.js";
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
    const active = this.#perZone((task) => this.#tasks.isActive(task));
    return active
      .map((_, zone) => zone)
      .filter((zone) => !this.#isDown[zone])
      .sort((a, b) => active[a] - active[b] || a - b);
  }

  /**
   * The task that a scale-in stops among `candidates`: one of the fullest zone, not yet healthy ones first; within the
   * zone a keyed draw, since no document says that ECS looks at the capacity provider.
   */
  victim(candidates: readonly number[]): number {
    const perZone = this.#perZone((task) => candidates.includes(task));
    const fullest = Math.max(...perZone);
    const { ordinal, provider } = this.#tasks;
    const draw = (task: number) => keyed(this.#seed, this.#victim, ordinal[task], provider[task]);
    const rank = (task: number) => this.#tasks.isHealthy[task] + draw(task);
    return candidates
      .filter((task) => perZone[this.#tasks.zone[task]] === fullest)
      .reduce((best, task) => (rank(task) < rank(best) ? task : best));
  }

  #perZone(condition: (task: number) => boolean): number[] {
    const counts = new Array<number>(this.count).fill(0);
    for (const task of this.#tasks) if (condition(task)) counts[this.#tasks.zone[task]]++;
    return counts;
  }
}
