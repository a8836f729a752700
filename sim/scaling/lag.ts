/**
 * The lag of scale-outs: from when demand needs more than the healthy capacity at target until enough is healthy.
 * Only spells in which capacity grew count; where demand fell back by itself, nothing was scaled out.
 */
export class ScalingLag {
  #shortSince: number | null = null;
  #healthyBefore = 0;
  #count = 0;
  #total = 0;
  #longest = 0;
  /** The newest lag, in microseconds. */
  last = Number.NaN;

  /** Takes the tasks that demand needs at target and those that are healthy, at each instant of watching. */
  observe(now: number, needed: number, healthy: number): void {
    if (needed > healthy) {
      if (this.#shortSince === null) this.#begin(now, healthy);
    } else if (this.#shortSince !== null) {
      if (healthy > this.#healthyBefore) this.#record(now - this.#shortSince);
      this.#shortSince = null;
    }
  }

  /** How many scale-outs were measured. */
  get count(): number {
    return this.#count;
  }

  /** Mean lag; NaN where no scale-out was measured. */
  get mean(): number {
    return this.#total / this.#count;
  }

  /** Longest lag; NaN where no scale-out was measured. */
  get max(): number {
    return this.#count === 0 ? Number.NaN : this.#longest;
  }

  #begin(now: number, healthy: number): void {
    this.#shortSince = now;
    this.#healthyBefore = healthy;
  }

  #record(lag: number): void {
    this.#count++;
    this.last = lag;
    this.#total += lag;
    this.#longest = Math.max(this.#longest, lag);
  }
}
