import { keyed } from "../../workload/random.js";
import { lifetime } from "../capacity/risk.js";
import type { Crunch, SpotMarket } from "../capacity/spot-market.js";
import type { EventKind, Simulation } from "../engine/simulation.js";
import type { Journal, StopReason } from "./process.js";
import type { TaskTable } from "./task-table.js";

export interface LossesParts {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  readonly tasks: TaskTable;
  /** The market whose crunches reach the task. */
  readonly market: SpotMarket;
  /** Hazard per hour of dying without SIGTERM, apart from that of sidecars. */
  readonly abruptHazard: number;
  /** When nothing matters any more. */
  readonly until: number;
  readonly interrupt: (task: number) => void;
  /** Called when the task's instance is to go: stops the task as its service does. */
  readonly drain: (task: number) => void;
  readonly die: (task: number, reason: StopReason) => void;
  readonly journal: Journal;
}

/** Takes tasks away from a service: notices of its providers that come alone, those of a crunch, and deaths without a signal. */
export class Losses {
  /** Spot tasks that crunches took in the reported time. */
  crunchNotices = 0;
  readonly #parts: LossesParts;
  readonly #notice: EventKind;
  readonly #death: EventKind;

  constructor(parts: LossesParts) {
    const { simulation, market, interrupt, die } = parts;
    this.#parts = parts;
    this.#notice = simulation.event("Spot notice", (ordinal) => this.#withTask(ordinal, interrupt));
    this.#death = simulation.event("task dies", (ordinal) => this.#withTask(ordinal, (task) => die(task, "abrupt")));
    const crunch = simulation.event("Spot crunch", (index) => this.#onCrunch(market.crunches[index]));
    for (const [index, { from }] of market.crunches.entries()) {
      simulation.after(Math.max(0, from - simulation.now), crunch, index);
    }
  }

  /** A task begins; most live until they are stopped, and nothing is scheduled for those. */
  watch(task: number): void {
    const { simulation, seed, service, tasks, abruptHazard, until } = this.#parts;
    const left = until - simulation.now;
    const seat = tasks.seat[task];
    const notice = seat.provider.takenBackAfter(seat);
    const ordinal = tasks.ordinal[task];
    if (notice <= left) simulation.after(notice, this.#notice, ordinal);
    seat.provider.watch?.(seat, {
      interrupt: () => this.#withTask(ordinal, this.#parts.interrupt),
      drain: () => this.#withTask(ordinal, this.#parts.drain),
    });
    const hazard = abruptHazard + tasks.definition[task].sidecarHazard;
    const death = lifetime(hazard, keyed(seed, `abrupt/${service}`, tasks.ordinal[task]));
    if (death <= left) simulation.after(death, this.#death, ordinal);
  }

  #onCrunch(crunch: Crunch): void {
    const { simulation, tasks, until, journal } = this.#parts;
    const zones = crunch.zones
      .map((zone) => zone + 1)
      .sort((a, b) => a - b)
      .join(", ");
    journal("spot-crunch", `no Spot capacity in zones ${zones}`, { untilS: crunch.until / 1e6 });
    for (const task of tasks) {
      if (!tasks.isActive(task)) continue;
      const seat = tasks.seat[task];
      const at = seat.provider.noticeIn(crunch, seat);
      if (at === null || at > until || at < simulation.now) continue;
      if (at >= 0) this.crunchNotices++;
      simulation.after(at - simulation.now, this.#notice, tasks.ordinal[task]);
    }
  }

  #withTask(ordinal: number, action: (task: number) => void): void {
    const task = this.#parts.tasks.rowOf(ordinal);
    if (task !== undefined) action(task);
  }
}
