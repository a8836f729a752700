import { purchaseOf } from "../../sim/capacity/providers/by-provider.js";
import { FleetRecorder, type Sighting } from "../record/fleet-recorder.js";
import type { FleetSeries } from "../record/fleet-series.js";
import { statusPath } from "./control/server.js";
import type { LocalFleet } from "./local-fleet.js";
import type { FleetStatus, ServiceStatus } from "./status.js";

const pollMs = 1_000;

/** Watches a local fleet once a second while load runs. */
export class LocalFleetWatch {
  readonly #url: URL;
  readonly #book: FleetRecorder;
  readonly #zeroNs: bigint;
  readonly #timer: NodeJS.Timeout;

  /**
   * `timeZeroNs` is the load's time zero in nanoseconds of `process.hrtime.bigint`; `duration` is the reported time in
   * microseconds.
   */
  constructor({ controlUrl, targets }: LocalFleet, timeZeroNs: bigint, duration: number) {
    this.#url = new URL(statusPath, controlUrl);
    this.#book = new FleetRecorder(Object.keys(targets), duration);
    this.#zeroNs = timeZeroNs;
    this.#timer = setInterval(() => void this.#look(), pollMs);
  }

  get running(): Readonly<Record<string, number>> | null {
    return this.#book.running;
  }

  /** Ends the watch and returns what was seen. */
  stop(): FleetSeries {
    clearInterval(this.#timer);
    return this.#book.series();
  }

  async #look(): Promise<void> {
    const status = await fetchStatus(this.#url);
    if (status === null) return;
    const now = Number(process.hrtime.bigint() - this.#zeroNs) / 1_000;
    for (const service of status.services) this.#book.observe(now, service.name, sighting(service));
  }
}

/** Reads the fleet's status; null when it does not answer, since the next look will make up for it. */
async function fetchStatus(url: URL): Promise<FleetStatus | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(pollMs) });
    return (await response.json()) as FleetStatus;
  } catch {
    return null;
  }
}

function sighting({ desired, tasks, cpuUse }: ServiceStatus): Sighting {
  const runningOf = (counts: readonly ServiceStatus["tasks"][number][]) =>
    counts.filter(({ state }) => state === "RUNNING").reduce((sum, { count }) => sum + count, 0);
  const spot = tasks.filter(({ provider }) => purchaseOf(provider) === "spot");
  return { desired, running: runningOf(tasks), spot: runningOf(spot), cpu: cpuUse };
}
