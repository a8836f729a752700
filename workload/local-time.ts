import { Temporal } from "temporal-polyfill";
import { minutesPerDay } from "../scenarios/language/units/time.js";

const minuteMs = 60_000;

/** Wall-clock time of a zone between two moments (epoch milliseconds), cheap to ask for since its offsets are kept. */
export class LocalTime {
  /** From `#from[i]` on (epoch milliseconds) the zone is `#offset[i]` milliseconds ahead of UTC. */
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

  /** Epoch milliseconds at which the offset changes. */
  get changes(): readonly number[] {
    return this.#from.slice(1);
  }

  /** Minutes since midnight in the zone, with a fraction. */
  minutes(epochMs: number): number {
    return modulo(this.#local(epochMs) / minuteMs, minutesPerDay);
  }

  /** Day of the week in the zone: Monday is 1, Sunday 7. */
  weekday(epochMs: number): number {
    const daysSinceMonday = Math.floor(this.#local(epochMs) / (minutesPerDay * minuteMs)) + 3; // 1970-01-01: a Thursday
    return modulo(daysSinceMonday, 7) + 1;
  }

  /** The moment at which the wall clock shows this (milliseconds as if it were UTC): the first of two, or just after a skip. */
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
