import type { LoadBalancer } from "./index.js";

/** Rate per second, and how many calls may come at once after a rest. */
export interface RateLimit {
  readonly rate: number;
  readonly burst: number;
}

/** Lets calls through to the one server behind it: a token bucket, or everybody where nothing is limited. */
export class Gate implements LoadBalancer {
  readonly size = 1;
  readonly node = 0;
  readonly #limit: RateLimit | null;
  #tokens = 0;
  #filledAt = Number.NEGATIVE_INFINITY;

  constructor(limit: RateLimit | null) {
    this.#limit = limit;
  }

  take(now: number): number {
    if (this.#limit === null) return 0;
    const { rate, burst } = this.#limit;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1e6) * rate);
    this.#filledAt = now;
    if (this.#tokens < 1) return -1;
    this.#tokens--;
    return 0;
  }

  add(): void {}
  remove(): void {}
  release(): void {}
}
