import type { AutoscalingConfig } from "./autoscaling.js";

/** When an activity counts as complete, which is when its cooldown begins. */
export type ActivityTiming = Pick<AutoscalingConfig, "scaleInCompletes" | "scaleOutCompletesWithin">;

/** What a pacing rule needs to know about the scalable target. */
export interface ServiceSize {
  readonly now: number;
  readonly desired: number;
  readonly running: number;
  /** Time since which at least `count` tasks have been running; Infinity where fewer are. */
  readonly runningSince: (count: number) => number;
}

/** What delays a scaler after an activity: the cooldowns of ECS services, or the warm-up of EC2 instances. */
export interface Pacing {
  /** Sees what is there, before each decision. */
  observe(size: ServiceSize): void;
  /** Capacity that a scale-out is computed from, so that what was added already counts once. */
  base(running: number): number;
  /** A scale-out may be held back. */
  readonly isOutOn: boolean;
  allowsIn(now: number): boolean;
  scaledOut(size: ServiceSize, wanted: number, cooldown: number): void;
  scaledIn(now: number, cooldown: number): void;
}

/** The scale-out whose cooldown is on. */
interface ScaleOut {
  /** Tasks that ran when the first scale-out of this cooldown was decided. */
  readonly base: number;
  readonly wanted: number;
  readonly decidedAt: number;
  readonly cooldown: number;
  /** Infinity until its tasks run. */
  readonly until: number;
}

/**
 * The cooldowns of one service (Application Auto Scaling user guide). Each begins when its activity is complete: a scale-out
 * when as many tasks run as it asked for, a scale-in a fixed time after its decision. The next decision comes strictly after
 * its end. Until then only a larger scale-out goes on, from the base of the first one, so that what was added counts once;
 * after a scale-in every scale-in waits. An activity in one direction ends the cooldown of the other.
 */
export class Cooldown implements Pacing {
  readonly #timing: ActivityTiming;
  #out: ScaleOut | null = null;
  #inUntil = Number.NEGATIVE_INFINITY;

  constructor(timing: ActivityTiming) {
    this.#timing = timing;
  }

  /**
   * Sees whether the scale-out is complete and its cooldown over. One that never gets its tasks counts as complete in the
   * end (AWS calls it unfulfilled), and one that was overridden by a smaller desired count when that runs.
   */
  observe({ now, desired, runningSince }: ServiceSize): void {
    const out = this.#out;
    if (out === null) return;
    if (out.until === Infinity) {
      const reachedAt = Math.max(out.decidedAt, runningSince(Math.min(out.wanted, desired)));
      const completeAt = Math.min(reachedAt, out.decidedAt + this.#timing.scaleOutCompletesWithin);
      if (completeAt <= now) this.#out = { ...out, until: completeAt + out.cooldown };
    }
    if (now > this.#out!.until) this.#out = null;
  }

  /**
   * Capacity that a scale-out is computed from: a base of zero is meaningless, and tasks lost meanwhile do not count.
   */
  base(running: number): number {
    const base = this.#out?.base ?? 0;
    return base === 0 ? running : Math.min(base, running);
  }

  get isOutOn(): boolean {
    return this.#out !== null;
  }

  allowsIn(now: number): boolean {
    return now > this.#inUntil;
  }

  scaledOut({ now, running }: ServiceSize, wanted: number, cooldown: number): void {
    this.#out = { base: this.base(running), wanted, decidedAt: now, cooldown, until: Infinity };
    this.#inUntil = Number.NEGATIVE_INFINITY;
  }

  scaledIn(now: number, cooldown: number): void {
    this.#inUntil = now + this.#timing.scaleInCompletes + cooldown;
    this.#out = null;
  }
}

/** When so many of these instants had come; Infinity where there are fewer. */
export function nthEarliest(instants: readonly number[], count: number): number {
  if (count <= 0) return Number.NEGATIVE_INFINITY;
  return instants.toSorted((a, b) => a - b)[count - 1] ?? Infinity;
}
