import { hour } from "../../scenarios/language/units/time.js";

/**
 * Until time zero is agreed on, the clock shows a time an hour before it, so that nothing drivers do by then is
 * measured.
 */
const farAway = hour;

/**
 * Microseconds since clock.start on the monotonic clock that all processes of a machine share. Reading it needs no
 * BigInt: `performance.now` runs on the same clock, and its offset is computed once.
 */
export class SharedClock {
  /** Time zero, in microseconds of `performance.now`. */
  #zero = performance.now() * 1_000 + farAway;

  /** Sets time zero, given in nanoseconds of `process.hrtime.bigint`. */
  agree(zeroNs: bigint): void {
    const ahead = Number(zeroNs - process.hrtime.bigint()) / 1_000;
    this.#zero = performance.now() * 1_000 + ahead;
  }

  readonly now = (): number => Math.floor(performance.now() * 1_000 - this.#zero);
}
