import type { Crunch } from "../capacity/crunch.js";
import { providers } from "../capacity/providers/index.js";
import type { SpotMarket } from "../capacity/spot-market.js";
import type { EventKind, Simulation } from "../engine/simulation.js";
import type { Journal } from "./journal.js";
import type { TaskTable } from "./task-table.js";

const spot = providers.findIndex(({ interruptible }) => interruptible);

/** Serves the Spot notices of one service: those that come alone, and those of a crunch. */
export class SpotReclaim {
  readonly #simulation: Simulation;
  readonly #service: string;
  readonly #tasks: TaskTable;
  readonly #market: SpotMarket;
  readonly #interrupt: (task: number) => void;
  readonly #journal: Journal;
  readonly #notice: EventKind;

  constructor(
    simulation: Simulation,
    service: string,
    tasks: TaskTable,
    market: SpotMarket,
    interrupt: (task: number) => void,
    journal: Journal,
  ) {
    this.#simulation = simulation;
    this.#service = service;
    this.#tasks = tasks;
    this.#market = market;
    this.#interrupt = interrupt;
    this.#journal = journal;
    this.#notice = simulation.event("Spot notice", (ordinal) => this.#onNotice(ordinal));
    const crunch = simulation.event("Spot crunch", (index) => this.#onCrunch(market.crunches[index]));
    market.crunches.forEach(({ from }, index) => {
      simulation.after(from - simulation.now, crunch, index);
    });
  }

  /** A Spot task begins; most live until they are stopped, and nothing is scheduled for those. */
  watch(task: number): void {
    const ordinal = this.#tasks.ordinal[task];
    const after = this.#market.interruptionAfter(this.#service, ordinal);
    if (after !== Infinity) this.#simulation.after(Math.ceil(after), this.#notice, ordinal);
  }

  #onCrunch(crunch: Crunch): void {
    const { now } = this.#simulation;
    const zones = crunch.zones.map((zone) => String.fromCharCode(97 + zone)).join(", ");
    this.#journal("spot-crunch", `Spot capacity is gone in zones ${zones}`, { untilS: crunch.until / 1e6 });
    for (const task of this.#tasks) {
      if (this.#tasks.provider[task] !== spot || !this.#tasks.isActive(task)) continue;
      const ordinal = this.#tasks.ordinal[task];
      const at = this.#market.noticeIn(crunch, this.#service, ordinal, this.#tasks.zone[task]);
      if (at !== null) this.#simulation.after(at - now, this.#notice, ordinal);
    }
  }

  #onNotice(ordinal: number): void {
    for (const task of this.#tasks) {
      const isIt = this.#tasks.provider[task] === spot && this.#tasks.ordinal[task] === ordinal;
      if (isIt) return this.#interrupt(task);
    }
  }
}
