import { z } from "zod";
import { duration } from "../../scenarios/language/index.js";
import { providersBought } from "../capacity/providers/by-provider.js";
import type { ProviderName } from "../capacity/providers/index.js";

const onDemandNames = providersBought("on-demand");

/** The shape of a fallback that the user built (ECS has none): substitutes for Spot tasks that have been missing for `after`. */
export const fallbackShape = z.strictObject({
  to: z
    .enum(onDemandNames)
    .prefault(onDemandNames[0])
    .describe("The capacity provider that tasks are launched on instead."),
  after: duration().prefault("10m").describe("How long Spot must have no room before that."),
});

export type FallbackConfig = z.output<typeof fallbackShape>;

/**
 * Counts the on-demand substitutes that a fallback wants: as many as there are Spot tasks that have been missing all the
 * while. They go as Spot returns, one for one.
 */
export class Fallback {
  /** The provider of the substitutes. */
  readonly to: ProviderName;
  readonly #after: number;
  /** Element i: the time since which more than i Spot tasks have been missing. */
  readonly #missingSince: number[] = [];

  constructor({ to, after }: FallbackConfig) {
    this.to = to;
    this.#after = after;
  }

  /** Spot tasks that were missing when they were last observed. */
  get missing(): number {
    return this.#missingSince.length;
  }

  /** The substitutes wanted now, when `missing` is the Spot target less the Spot tasks RUNNING, substitutes not counted. */
  observe(now: number, missing: number): number {
    this.#missingSince.length = Math.min(this.#missingSince.length, Math.max(0, missing));
    while (this.#missingSince.length < missing) this.#missingSince.push(now);
    return this.wanted(now);
  }

  /** The substitutes wanted now, if what was observed last is so still. They have been missing in this order. */
  wanted(now: number): number {
    let [low, high] = [0, this.#missingSince.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#missingSince[middle] + this.#after <= now) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The next instant at which more substitutes are wanted if nothing changes; Infinity where none will be. */
  nextAt(now: number): number {
    const next = this.#missingSince[this.wanted(now)];
    return next === undefined ? Number.POSITIVE_INFINITY : next + this.#after;
  }
}
