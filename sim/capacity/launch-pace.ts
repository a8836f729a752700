import { minute } from "../../scenarios/language/units/time.js";

/**
 * The launch rate of each service's scheduler: 500 tasks a minute, without a burst, since a burst would allow more than
 * 500 in some minute.
 */
export class SchedulerPace {
  readonly #services = new Map<string, TokenBucket>();
  readonly #interval: number;

  /** `serviceLaunchRate`: tasks per minute for one service. */
  constructor(serviceLaunchRate: number) {
    this.#interval = minute / serviceLaunchRate;
  }

  /** Takes the right to launch a task; returns the microseconds until that may start, in the order of the calls. */
  admit(now: number, service: string): number {
    let bucket = this.#services.get(service);
    if (bucket === undefined) {
      bucket = new TokenBucket(1, this.#interval);
      this.#services.set(service, bucket);
    }
    return bucket.admit(now);
  }
}

/**
 * A token bucket that keeps the order of its callers: whoever finds it empty waits for the tokens that drip in after
 * those already promised. Kept as the instant at which it will be full again (the generic cell rate algorithm, ITU-T I.371).
 */
export class TokenBucket {
  readonly #interval: number;
  readonly #depth: number;
  #fullAt = Number.NEGATIVE_INFINITY;

  /** `interval` is the time in which one token drips in, in microseconds. */
  constructor(burst: number, interval: number) {
    this.#interval = interval;
    this.#depth = burst * interval;
  }

  /** Takes `count` tokens; returns the whole microseconds until the last of them is there. `now` must not go back. */
  admit(now: number, count = 1): number {
    this.#fullAt = Math.max(this.#fullAt, now) + count * this.#interval;
    return Math.max(0, Math.ceil(this.#fullAt - this.#depth - now));
  }

  /** Takes a token where one is there; nobody is promised one that is yet to drip in. */
  takes(now: number): boolean {
    const fullAt = Math.max(this.#fullAt, now) + this.#interval;
    if (fullAt - this.#depth > now) return false;
    this.#fullAt = fullAt;
    return true;
  }
}
