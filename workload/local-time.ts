import { Temporal } from "temporal-polyfill";
import { minutesPerDay } from "../scenarios/language/units/time.js";

const minuteMs = 60_000;

/**
 * Wall-clock time of a zone between two instants (milliseconds since 1970). Its offsets are stored, so that conversions
 * are cheap.
 */
export class LocalTime {
  /** From `#from[i]` on (milliseconds since 1970) the zone is `#offset[i]` milliseconds ahead of UTC. */
  readonly #from: number[];
  readonly #offset: number[];

  constructor(zone: string, fromMs: number, toMs: number) {
    let at = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone);
    this.#from = [Number.NEGATIVE_INFINITY];
    this.#offset = [at.offsetNanoseconds / 1e6];
    for (;;) {
      const next = at.getTimeZoneTransition("next");
      if (!next || next.epochMilliseconds > toMs) break;
      this.#from.push(next.epochMilliseconds);
      this.#offset.push(next.offsetNanoseconds / 1e6);
      at = next;
    }
  }

  /** The instants at which the offset changes, in milliseconds since 1970. */
  get changes(): readonly number[] {
    return this.#from.slice(1);
  }

  /** Minutes since midnight in the zone, with a fraction. */
  minutes(epochMs: number): number {
    return modulo(this.#local(epochMs) / minuteMs, minutesPerDay);
  }

  /** Day of the week in the zone: Monday is 1, Sunday 7. */
  weekday(epochMs: number): number {
    // 1970-01-01 was a Thursday.
    const daysSinceMonday = Math.floor(this.#local(epochMs) / (minutesPerDay * minuteMs)) + 3;
    return modulo(daysSinceMonday, 7) + 1;
  }

  /**
   * The instant at which the wall clock shows `localMs` (milliseconds as if it were UTC): the first of two, or just
   * after a skipped time.
   */
  epochMs(localMs: number): number {
    const last = this.#from.length - 1;
    for (let i = 0; i < last; i++) {
      const epochMs = localMs - this.#offset[i];
      if (epochMs < this.#from[i + 1] || localMs < this.#from[i + 1] + this.#offset[i + 1]) return epochMs;
    }
    return localMs - this.#offset[last];
  }

  #local(epochMs: number): number {
    let i = this.#from.length - 1;
    while (epochMs < this.#from[i]) i--;
    return epochMs + this.#offset[i];
  }
}

function modulo(value: number, base: number): number {
  return value - Math.floor(value / base) * base;
}
