import type { CapacityGate } from "../capacity/capacity-gate.js";
import type { LaunchTimes } from "../capacity/launch.js";
import { byProvider, type ProviderName, providers } from "../capacity/providers/index.js";
import { type Backoff, backoffDelay } from "../capacity/retry.js";
import type { Simulation } from "../engine/simulation.js";
import type { Deployment } from "./deployment.js";
import type { Journal } from "./journal.js";
import type { Lifecycle } from "./lifecycle.js";
import type { TaskLosses } from "./task-losses.js";
import type { TaskOrigin } from "./task-table.js";
import type { Zones } from "./zones.js";

export interface LauncherParts {
  readonly simulation: Simulation;
  readonly service: string;
  readonly zones: Zones;
  readonly gate: CapacityGate;
  readonly launchTimes: LaunchTimes;
  readonly noCapacity: Backoff;
  readonly failedStart: Backoff;
  readonly journal: Journal;
}

/** A task to launch: for which revision, on which provider. */
export interface LaunchOrder {
  readonly deployment: Deployment;
  readonly provider: ProviderName;
  readonly isSubstitute: boolean;
}

/** Asks AWS for tasks, zone by zone, and remembers how often it was refused. */
export class Launcher {
  readonly #parts: LauncherParts;
  readonly #lifecycle: Lifecycle;
  readonly #losses: TaskLosses;
  /** Tasks that each provider has had; instants in a row at which it refused, and the newest of them. */
  readonly #ordinals = byProvider(() => 0);
  readonly #refusals = byProvider(() => 0);
  readonly #refusedAt = byProvider(() => Number.NaN);
  #attempts = 0;
  /** Times in a row that tasks did not come to RUNNING, and until when nothing is launched for that. */
  #failedStarts = 0;
  #heldUntil = Number.NEGATIVE_INFINITY;

  constructor(parts: LauncherParts, lifecycle: Lifecycle, losses: TaskLosses) {
    this.#parts = parts;
    this.#lifecycle = lifecycle;
    this.#losses = losses;
  }

  /** A task that is there, running and healthy, as the world begins, but for one that a crunch has taken by then. */
  place(order: LaunchOrder, zone: number): void {
    const phases = this.#phases(order);
    const origin = this.#origin(order, zone);
    if (this.#losses.wasTaken(origin)) return;
    this.#parts.gate.hold(order.provider, order.deployment.definition.vcpu);
    this.#losses.watch(this.#lifecycle.place(phases, origin));
  }

  /** Tries every zone that is up, the emptiest first, or those that are named; null when none has the capacity. */
  launch(order: LaunchOrder, zones: readonly number[] = this.#parts.zones.forLaunch()): number | null {
    const { simulation, service, gate } = this.#parts;
    const { provider, deployment } = order;
    if (simulation.now < this.#heldUntil) return null;
    let reason = "no zone is up";
    for (const zone of zones) {
      const request = { service, provider, zone, attempt: this.#attempts++, vcpu: deployment.definition.vcpu };
      const answer = gate.launch(simulation.now, request);
      if (answer.kind === "granted") {
        this.#refusals[provider] = 0;
        const phases = this.#phases(order);
        const task = this.#lifecycle.launch(phases, answer.delay, this.#origin(order, zone));
        this.#losses.watch(task);
        return task;
      }
      reason = answer.reason;
    }
    this.#refuse(provider, reason);
    return null;
  }

  /** A task did not come to RUNNING: nothing is launched for a while, each time for longer. What fails meanwhile is the same time. */
  startFailed(): void {
    const { simulation, failedStart, journal } = this.#parts;
    if (simulation.now < this.#heldUntil) return;
    const wait = backoffDelay(failedStart, ++this.#failedStarts);
    this.#heldUntil = simulation.now + wait;
    journal("launches-held", "a task did not come to RUNNING: nothing is launched for a while", { forS: wait / 1e6 });
  }

  /** A task has started well, or another deployment begins: launches are as prompt as ever. */
  startsAnew(): void {
    this.#failedStarts = 0;
    this.#heldUntil = Number.NEGATIVE_INFINITY;
  }

  /** How long to wait before the provider is asked again. */
  retryAfter(provider: ProviderName): number {
    const { simulation } = this.#parts;
    if (simulation.now < this.#heldUntil) return this.#heldUntil - simulation.now;
    return backoffDelay(this.#parts.noCapacity, Math.max(1, this.#refusals[provider]));
  }

  /** Only the first refusal of a row is news. */
  #refuse(provider: ProviderName, reason: string): void {
    const { simulation, journal } = this.#parts;
    if (this.#refusedAt[provider] === simulation.now) return;
    this.#refusedAt[provider] = simulation.now;
    if (this.#refusals[provider]++ > 0) return;
    journal("launch-refused", `no ${provider} task: ${reason}`, { provider, reason });
  }

  #phases({ provider, deployment }: LaunchOrder) {
    return this.#parts.launchTimes.draw(provider, this.#ordinals[provider], deployment.definition.imageGib);
  }

  #origin({ provider: name, deployment, isSubstitute }: LaunchOrder, zone: number): TaskOrigin {
    const provider = providers.findIndex((one) => one.name === name);
    const { number, definition } = deployment;
    return { provider, ordinal: this.#ordinals[name]++, zone, deployment: number, definition, isSubstitute };
  }
}
