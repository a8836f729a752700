import type { TaskPart } from "../../sim/scenario/index.js";
import type { EcsFleet } from "../ecs/client.js";
import { SharedClock } from "../generator/shared-clock.js";
import { type ServiceStop, stopPart } from "./service-stop.js";

interface DrillOrder {
  /** The fleets to stop tasks of, by service of the scenario. */
  readonly fleets: ReadonlyMap<string, EcsFleet>;
  readonly part: TaskPart;
  /** When to stop them, in microseconds since clock.start. */
  readonly at: number;
  readonly seed: number;
  readonly pollMs: number;
  /** Time that tasks are given to stop and to be replaced, in microseconds. */
  readonly patience: number;
}

/** Stops tasks at a given moment of a load, and watches how the fleet recovers. */
export class Drill {
  /** Aborted, with the reason, when tasks could not be stopped. */
  readonly failed: AbortSignal;
  readonly #order: DrillOrder;
  readonly #clock = new SharedClock();
  readonly #failing = new AbortController();
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #stops: readonly Promise<readonly [string, ServiceStop]>[] = [];

  constructor(order: DrillOrder) {
    this.#order = order;
    this.failed = this.#failing.signal;
  }

  /** Starts the timer; `timeZeroNs` is the load's time zero in nanoseconds of `process.hrtime.bigint`. */
  begin(timeZeroNs: bigint): void {
    this.#clock.agree(timeZeroNs);
    this.#timer = setTimeout(() => this.#stop(), Math.max(0, (this.#order.at - this.#clock.now()) / 1_000));
  }

  /**
   * To be called when the load is over. Resolves when the fleet has settled, with the stop of each service; services
   * are missing when the moment had not come or their tasks could not be stopped.
   */
  async settled(): Promise<ReadonlyMap<string, ServiceStop>> {
    clearTimeout(this.#timer);
    const stops = await Promise.allSettled(this.#stops);
    return new Map(stops.flatMap((stop) => (stop.status === "fulfilled" ? [stop.value] : [])));
  }

  /** Stops waiting for the fleet. */
  close(): void {
    clearTimeout(this.#timer);
    this.#ending.abort();
  }

  #stop(): void {
    const { fleets, ...order } = this.#order;
    const shared = { ...order, now: this.#clock.now, signal: this.#ending.signal };
    this.#stops = [...fleets].map(
      async ([service, fleet]) => [service, await stopPart({ ...shared, service, fleet })] as const,
    );
    for (const stop of this.#stops) stop.catch((error) => this.#failing.abort(error));
  }
}
