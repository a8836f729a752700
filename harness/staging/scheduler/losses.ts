import { lifetime } from "../../../sim/capacity/risk.js";
import type { Crunch, SpotMarket } from "../../../sim/capacity/spot-market.js";
import { keyed } from "../../../workload/index.js";
import type { Timers } from "../timers.js";
import type { FleetTask } from "./fleet-task.js";
import type { Lifecycle } from "./lifecycle.js";

export interface LossesParts {
  readonly seed: number;
  readonly service: string;
  readonly timers: Timers;
  readonly market: SpotMarket;
  readonly lifecycle: Lifecycle;
  /** Rate per hour of dying without SIGTERM, sidecars included. */
  readonly abruptHazard: number;
  /** Tasks that have not been told to stop. */
  readonly tasks: () => readonly FleetTask[];
}

/** Takes tasks away as the simulator does: single Spot notices, those of a crunch, and deaths without a signal. */
export class Losses {
  readonly #parts: LossesParts;

  constructor(parts: LossesParts) {
    this.#parts = parts;
  }

  /** To be called when time zero is known: schedules the crunches. */
  begin(): void {
    const { timers, market } = this.#parts;
    for (const crunch of market.crunches) timers.at(crunch.from, () => this.#onCrunch(crunch));
  }

  /** To be called when a task is launched: draws how long until chance takes it away. */
  watch(task: FleetTask): void {
    const { seed, service, timers, lifecycle, abruptHazard } = this.#parts;
    const { ordinal, seat } = task.origin;
    timers.after(seat.provider.takenBackAfter(seat), () => lifecycle.interrupt(task));
    const draw = keyed(seed, `abrupt/${service}`, ordinal);
    timers.after(lifetime(abruptHazard, draw), () => lifecycle.die(task));
  }

  #onCrunch(crunch: Crunch): void {
    const { timers, lifecycle, tasks } = this.#parts;
    for (const task of tasks()) {
      const { seat } = task.origin;
      const at = seat.provider.noticeIn(crunch, seat);
      if (at !== null) timers.at(at, () => lifecycle.interrupt(task));
    }
  }
}
