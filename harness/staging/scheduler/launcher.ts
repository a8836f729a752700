import { randomBytes } from "node:crypto";
import type { AccountCapacity } from "../../../sim/capacity/account-capacity.js";
import { byProvider, type ProviderName } from "../../../sim/capacity/providers/index.js";
import type { Timers } from "../timers.js";
import type { Deployment } from "./deployment.js";
import { FleetTask } from "./fleet-task.js";
import type { LaunchTimes } from "./launch-times.js";
import type { Lifecycle } from "./lifecycle.js";
import { emptiestZones } from "./zones.js";

export interface LauncherParts {
  readonly service: string;
  readonly zones: number;
  readonly timers: Timers;
  readonly capacity: AccountCapacity;
  /** Of one task. */
  readonly vcpu: number;
  readonly launchTimes: LaunchTimes;
  readonly lifecycle: Lifecycle;
}

/** A task that was launched, or why none was. */
export type Launch = FleetTask | { readonly refused: string };

/** Makes the tasks of a service: zone by zone, each with the ordinal that keyed draws go by. */
export class Launcher {
  readonly #parts: LauncherParts;
  readonly #ordinals = byProvider(() => 0);
  readonly #zonesDown = new Set<number>();
  #attempts = 0;

  constructor(parts: LauncherParts) {
    this.#parts = parts;
  }

  /** A task that is there as the fleet begins. */
  place(deployment: Deployment, provider: ProviderName, active: readonly FleetTask[]): FleetTask {
    const { capacity, lifecycle, vcpu, zones } = this.#parts;
    capacity.hold(provider, vcpu);
    const [zone] = emptiestZones(zones, active);
    const task = this.#create(deployment, provider, zone);
    lifecycle.place(task, this.#phases(task));
    return task;
  }

  setZoneDown(zone: number, isDown: boolean): void {
    if (isDown) this.#zonesDown.add(zone);
    else this.#zonesDown.delete(zone);
  }

  /** Tries every zone that is up, the emptiest first. */
  launch(deployment: Deployment, provider: ProviderName, active: readonly FleetTask[]): Launch {
    const { capacity, lifecycle, service, timers, vcpu, zones } = this.#parts;
    let refused = "no availability zone is up";
    for (const zone of emptiestZones(zones, active).filter((each) => !this.#zonesDown.has(each))) {
      const request = { service, provider, zone, attempt: this.#attempts++, vcpu };
      const answer = capacity.launch(timers.now(), request);
      if (answer.kind === "granted") {
        const task = this.#create(deployment, provider, zone);
        lifecycle.launch(task, this.#phases(task), answer.delay);
        return task;
      }
      refused = answer.reason;
    }
    return { refused };
  }

  #create(deployment: Deployment, provider: ProviderName, zone: number): FleetTask {
    const { service } = this.#parts;
    const id = randomBytes(16).toString("hex");
    return new FleetTask({ id, service, provider, ordinal: this.#ordinals[provider]++, zone, deployment });
  }

  #phases({ origin }: FleetTask) {
    return this.#parts.launchTimes.draw(origin.provider, origin.ordinal);
  }
}
