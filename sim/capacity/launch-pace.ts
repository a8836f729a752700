import { minute, second } from "../../scenarios/language/units/time.js";
import type { Account } from "./account.js";
import { byProvider, type ProviderName } from "./providers/index.js";

/**
 * How fast an account may launch Fargate tasks: for each provider a token bucket (100, then 20/s), for each service the
 * scheduler's 500 a minute. That limit has no burst: one would let more than 500 into some minute.
 */
export class LaunchPace {
  readonly #providers: Readonly<Record<ProviderName, TokenBucket>>;
  readonly #services = new Map<string, TokenBucket>();
  readonly #serviceInterval: number;

  constructor({ launchBurst, launchRate, serviceLaunchRate }: LaunchLimits) {
    this.#providers = byProvider(() => new TokenBucket(launchBurst, second / launchRate));
    this.#serviceInterval = minute / serviceLaunchRate;
  }

  /**
   * Takes the right to launch `count` tasks; returns the microseconds until the last of them may start. Both limits serve
   * in the order of the calls, each counted from `now`.
   */
  admit(now: number, service: string, provider: ProviderName, count = 1): number {
    return Math.max(this.#service(service).admit(now, count), this.#providers[provider].admit(now, count));
  }

  #service(name: string): TokenBucket {
    const known = this.#services.get(name);
    if (known) return known;
    const bucket = new TokenBucket(1, this.#serviceInterval);
    this.#services.set(name, bucket);
    return bucket;
  }
}

/** The part of an account's quotas that paces launches. */
export type LaunchLimits = Pick<Account, "launchBurst" | "launchRate" | "serviceLaunchRate">;

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
}
