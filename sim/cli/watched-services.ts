import { EcsWatch } from "../../harness/ecs/watch.js";
import type { FleetSeries } from "../../harness/record/fleet-series.js";
import type { EcsFleets } from "./ecs-options.js";
import type { StagedFleet } from "./staged-fleet.js";

/** Targets with ECS services behind them that are looked at while load runs. */
export class WatchedServices implements StagedFleet {
  readonly targets: StagedFleet["targets"];
  readonly label = null;
  readonly local = null;
  readonly gone: StagedFleet["gone"] = new AbortController().signal;
  readonly #fleets: EcsFleets;
  readonly #duration: number;
  #watch: EcsWatch | null = null;

  /** `duration` of the reported time, in microseconds. */
  constructor(targets: StagedFleet["targets"], fleets: EcsFleets, duration: number) {
    this.targets = targets;
    this.#fleets = fleets;
    this.#duration = duration;
  }

  get notes(): readonly string[] {
    const names = Array.from(this.#fleets.values(), ({ target }) => `${target.service} of cluster ${target.cluster}`);
    const problem = this.#watch?.problem ?? null;
    return [
      `the fleet is watched by the ECS API: ${names.join(", ")}`,
      ...(problem === null ? [] : [`the watch ended without an answer: ${problem}`]),
    ];
  }

  begun(timeZeroNs: bigint): void {
    this.#watch = new EcsWatch({ fleets: this.#fleets, timeZeroNs, duration: this.#duration });
  }

  running(): Readonly<Record<string, number>> | null {
    return this.#watch?.running ?? null;
  }

  seen(): FleetSeries | null {
    return this.#watch?.stop() ?? null;
  }

  close(): void {
    this.#watch?.stop();
    for (const fleet of this.#fleets.values()) fleet.close();
  }
}
