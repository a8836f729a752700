import type { TaskPart } from "../../sim/scenario/index.js";
import type { EcsFleet } from "../ecs/client.js";
import { SharedClock } from "../generator/shared-clock.js";
import { type ServiceStop, stopPart } from "./service-stop.js";

interface DrillOrder {
  /** By service of the scenario. */
  readonly fleets: ReadonlyMap<string, EcsFleet>;
  readonly part: TaskPart;
  /** Microseconds since clock.start. */
  readonly at: number;
  readonly seed: number;
  readonly pollMs: number;
  /** How long tasks may take to go and to be replaced, in microseconds. */
  readonly patience: number;
}

/** Stops tasks at a moment of a load, and sees what becomes of the fleet. */
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

  /** The load's time zero is known, in nanoseconds of `process.hrtime.bigint`. */
  begin(timeZeroNs: bigint): void {
    this.#clock.agree(timeZeroNs);
    this.#timer = setTimeout(() => this.#stop(), Math.max(0, (this.#order.at - this.#clock.now()) / 1_000));
  }

  /**
   * The load is over: resolves when the fleet has settled, to what was done by service; nothing where the moment had not
   * come, or where tasks could not be stopped.
   */
  async settled(): Promise<ReadonlyMap<string, ServiceStop>> {
    clearTimeout(this.#timer);
    const stops = await Promise.allSettled(this.#stops);
    return new Map(stops.flatMap((stop) => (stop.status === "fulfilled" ? [stop.value] : [])));
  }

  /** Waits for nothing any more. */
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
