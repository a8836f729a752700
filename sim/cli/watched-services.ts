import { StrategySwitches } from "../../harness/ecs/strategy-switches.js";
import { EcsWatch } from "../../harness/ecs/watch.js";
import type { FleetSeries } from "../../harness/record/fleet-series.js";
import type { Scenario } from "../scenario/index.js";
import type { EcsFleets } from "./ecs-options.js";
import type { StagedFleet } from "./staged-fleet.js";

interface WatchedScenario {
  readonly scenario: Scenario;
  readonly applies: boolean;
  readonly takesOurWork: boolean;
}

/** Targets with ECS services behind them that are looked at while load runs, and switched where that is applied. */
export class WatchedServices implements StagedFleet {
  readonly targets: StagedFleet["targets"];
  readonly label = null;
  readonly local = null;
  readonly takesOurWork: boolean;
  readonly gone: StagedFleet["gone"] = new AbortController().signal;
  readonly #fleets: EcsFleets;
  readonly #scenario: Scenario;
  readonly #applies: boolean;
  #watch: EcsWatch | null = null;
  #switches: StrategySwitches | null = null;

  /** `applies`: the scenario's strategy switches are carried out at the services. */
  constructor(
    targets: StagedFleet["targets"],
    fleets: EcsFleets,
    { scenario, applies, takesOurWork }: WatchedScenario,
  ) {
    this.targets = targets;
    this.takesOurWork = takesOurWork;
    this.#fleets = fleets;
    this.#scenario = scenario;
    this.#applies = applies;
  }

  get notes(): readonly string[] {
    const names = Array.from(this.#fleets.values(), ({ target }) => `${target.service} of cluster ${target.cluster}`);
    const problem = this.#watch?.problem ?? null;
    return [
      `the fleet is watched by the ECS API: ${names.join(", ")}`,
      ...(problem === null ? [] : [`the watch ended without an answer: ${problem}`]),
      ...(this.#switches?.problem ? [`a strategy switch failed: ${this.#switches.problem}`] : []),
    ];
  }

  begun(timeZeroNs: bigint): void {
    const fleets = this.#fleets;
    this.#watch = new EcsWatch({ fleets, timeZeroNs, duration: this.#scenario.clock.duration });
    if (this.#applies) this.#switches = new StrategySwitches({ scenario: this.#scenario, fleets, timeZeroNs });
  }

  running(): Readonly<Record<string, number>> | null {
    return this.#watch?.running ?? null;
  }

  seen(): FleetSeries | null {
    return this.#watch?.stop() ?? null;
  }

  close(): void {
    this.#watch?.stop();
    this.#switches?.close();
    for (const fleet of this.#fleets.values()) fleet.close();
  }
}
