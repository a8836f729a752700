/**
 * The cooldowns of one service (Application Auto Scaling user guide). After a scale-out only a larger one goes on
 * before the cooldown ends, and what has been added counts toward it; after a scale-in every scale-in waits. An
 * activity in one direction ends the cooldown of the other. Each starts when ECS accepts the new desired count.
 */
export class Cooldown {
  #outUntil = Number.NEGATIVE_INFINITY;
  #inUntil = Number.NEGATIVE_INFINITY;
  /** Tasks running when the scale-out cooldown began. */
  #runningBefore = 0;

  /** The capacity that a proposal may raise desired to now: less what came up since the cooldown began. */
  limitOut(now: number, running: number, proposed: number): number {
    return now < this.#outUntil ? proposed - Math.max(0, running - this.#runningBefore) : proposed;
  }

  allowsIn(now: number): boolean {
    return now >= this.#inUntil;
  }

  scaledOut(now: number, running: number, cooldown: number): void {
    if (now >= this.#outUntil) this.#runningBefore = running;
    this.#outUntil = now + cooldown;
    this.#inUntil = Number.NEGATIVE_INFINITY;
  }

  scaledIn(now: number, cooldown: number): void {
    this.#inUntil = now + cooldown;
    this.#outUntil = Number.NEGATIVE_INFINITY;
  }
}
