import { hour } from "../../scenarios/language/units/time.js";

/** Before time zero is agreed on, the run seems an hour away: nothing that drivers do by then is measured. */
const farAway = hour;

/**
 * Microseconds since clock.start on the monotonic clock that all processes of a machine share. Reading it costs no
 * BigInt: `performance.now` counts on the same clock, from an origin that is found once.
 */
export class SharedClock {
  /** Microseconds on `performance.now` at time zero. */
  #zero = performance.now() * 1_000 + farAway;

  /** Time zero, in nanoseconds of `process.hrtime.bigint`. */
  agree(zeroNs: bigint): void {
    const ahead = Number(zeroNs - process.hrtime.bigint()) / 1_000;
    this.#zero = performance.now() * 1_000 + ahead;
  }

  readonly now = (): number => Math.floor(performance.now() * 1_000 - this.#zero);
}
