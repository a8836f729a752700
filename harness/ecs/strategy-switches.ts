import { sharesOf } from "../../sim/capacity/strategy.js";
import type { Scenario } from "../../sim/scenario/index.js";
import { Clock, momentsOf } from "../../workload/index.js";
import type { EcsFleet } from "./client.js";

type StrategySwitch = Extract<Scenario["incidents"][number], { kind: "strategy-switch" }>;

/** The switches to carry out, and time zero in nanoseconds of `process.hrtime.bigint`. */
export interface StrategySwitchesOptions {
  readonly scenario: Scenario;
  /** Fleets by service of the scenario; each must have permission to be changed. */
  readonly fleets: ReadonlyMap<string, EcsFleet>;
  readonly timeZeroNs: bigint;
}

/** Carries out a scenario's switches of capacity provider strategies on the real services, by UpdateService. */
export class StrategySwitches {
  /** Why the last failed switch failed; null when none has failed. */
  problem: string | null = null;
  readonly #timers: readonly NodeJS.Timeout[];

  constructor({ scenario, fleets, timeZeroNs }: StrategySwitchesOptions) {
    const clock = new Clock(scenario.clock);
    const nowMicros = Number(process.hrtime.bigint() - timeZeroNs) / 1_000;
    const switches = scenario.incidents.filter((incident) => incident.kind === "strategy-switch");
    this.#timers = switches.flatMap((incident) => {
      const fleet = fleets.get(incident.service);
      if (fleet === undefined) return [];
      const moments = momentsOf(incident, clock).filter((at) => at >= 0 && at < clock.duration);
      return moments.map((at) => setTimeout(() => void this.#switch(fleet, incident), (at - nowMicros) / 1_000));
    });
  }

  /** Cancels the switches that are still to come. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #switch(fleet: EcsFleet, { capacity }: StrategySwitch): Promise<void> {
    const strategy = sharesOf(capacity).map(({ name, base, weight }) => ({ provider: name, base, weight }));
    try {
      await fleet.switchCapacity(strategy);
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }
}
