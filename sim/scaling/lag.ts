/**
 * The lag of scale-outs: from when demand needs more than the healthy capacity at target until enough is healthy.
 * Only spells in which capacity grew count; where demand fell back by itself, nothing was scaled out.
 */
export class ScalingLag {
  #shortSince: number | null = null;
  #healthyBefore = 0;
  #count = 0;
  #last = Number.NaN;

  /** Number of scale-outs that were measured. */
  get count(): number {
    return this.#count;
  }

  /** The lag of the latest one, in microseconds; NaN before the first. */
  get last(): number {
    return this.#last;
  }

  /** Duration so far of a scale-out that has not brought enough capacity yet; 0 where none is under way. */
  underWay(now: number, healthy: number): number {
    return this.#shortSince !== null && healthy > this.#healthyBefore ? now - this.#shortSince : 0;
  }

  /**
   * Takes the tasks that demand needs at target and those that are healthy, at each instant of watching; what changes back
   * in the same instant was no spell.
   */
  observe(now: number, needed: number, healthy: number): void {
    if (needed > healthy) {
      if (this.#shortSince === null) this.#begin(now, healthy);
    } else if (this.#shortSince !== null) {
      if (healthy > this.#healthyBefore && now > this.#shortSince) this.#record(now - this.#shortSince);
      this.#shortSince = null;
    }
  }

  #begin(now: number, healthy: number): void {
    this.#shortSince = now;
    this.#healthyBefore = healthy;
  }

  #record(lag: number): void {
    this.#count++;
    this.#last = lag;
  }
}
