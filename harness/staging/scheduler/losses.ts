import { providers } from "../../../sim/capacity/providers/index.js";
import { hazardPerHour, lifetime } from "../../../sim/capacity/risk.js";
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
  /** Share of tasks that die a month without SIGTERM. */
  readonly abruptFailuresPerMonth: number;
  readonly sidecarHazard: number;
  readonly tasks: () => readonly FleetTask[];
}

/** Takes tasks away as the simulator does: Spot notices that come alone, those of a crunch, deaths without a signal. */
export class Losses {
  readonly #parts: LossesParts;

  constructor(parts: LossesParts) {
    this.#parts = parts;
  }

  /** Time zero is known: crunches come when they are due. */
  begin(): void {
    const { timers, market } = this.#parts;
    for (const crunch of market.crunches) timers.at(crunch.from, () => this.#onCrunch(crunch));
  }

  /** A task begins, and with it the time until chance takes it. */
  watch(task: FleetTask): void {
    const { seed, service, timers, market, lifecycle, abruptFailuresPerMonth, sidecarHazard } = this.#parts;
    const { ordinal, provider } = task.origin;
    const index = providers.findIndex(({ name }) => name === provider);
    if (providers[index].interruptible) {
      timers.after(market.interruptionAfter(service, ordinal), () => lifecycle.interrupt(task));
    }
    const draw = keyed(seed, `abrupt/${service}`, ordinal, index);
    timers.after(lifetime(hazardPerHour(abruptFailuresPerMonth) + sidecarHazard, draw), () => lifecycle.die(task));
  }

  #onCrunch(crunch: Crunch): void {
    const { service, timers, market, lifecycle, tasks } = this.#parts;
    for (const task of tasks()) {
      const { provider, ordinal, zone } = task.origin;
      if (provider !== "FARGATE_SPOT" || !task.isActive) continue;
      const at = market.noticeIn(crunch, service, ordinal, zone);
      if (at !== null) timers.at(at, () => lifecycle.interrupt(task));
    }
  }
}
