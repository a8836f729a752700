import { exp, log } from "../../workload/exp.js";
import { keyed } from "../../workload/random.js";
import type { CrunchConfig } from "./market.js";

/** A time in which a market has no Spot capacity in some zones and takes back much of what runs there. */
export interface Crunch {
  /** Keys its draws: another of the same market takes other tasks. */
  readonly name: string;
  readonly from: number;
  readonly until: number;
  /** Zones by number, from 0. */
  readonly zones: readonly number[];
  readonly config: CrunchConfig;
}

/** Which crunches a replication meets: as they come, none at all, or at least one. */
export type CrunchCondition = "drawn" | "none" | "some";

/** A part of the run, in microseconds since clock.start. */
export interface Horizon {
  readonly from: number;
  readonly until: number;
}

/** When a crunch may start of which something is seen within the horizon: also before it, where it is still on then. */
export function exposure({ from, until }: Horizon, { lasts, within }: Pick<CrunchConfig, "lasts" | "within">): Horizon {
  return { from: from - Math.max(lasts, within), until };
}

/**
 * The starts of a Poisson process within the horizon. Given that there is at least one, the first gap has the
 * exponential law truncated to the horizon and the later ones are free: a rare first is then all but uniformly placed.
 * `draw` gives a uniform for each ordinal.
 */
export function poissonStarts(
  every: number,
  { from, until }: Horizon,
  condition: CrunchCondition,
  draw: (ordinal: number) => number,
): number[] {
  const starts: number[] = [];
  if (condition === "none") return starts;
  const someProbability = 1 - exp(-(until - from) / every);
  let start = from;
  while (true) {
    const mass = condition === "some" && starts.length === 0 ? someProbability : 1;
    start += Math.floor(-every * log(1 - mass * draw(starts.length)));
    if (start >= until) return starts;
    starts.push(start);
  }
}

/** A crunch of this name that starts now; where it hits some zones only, which ones is drawn by its name. */
export function startCrunch(seed: number, name: string, from: number, config: CrunchConfig, zones: number): Crunch {
  const shuffled = Array.from({ length: zones }, (_, zone) => ({ zone, rank: keyed(seed, `${name}/zone`, zone) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ zone }) => zone);
  const hit = config.zones === "all" ? shuffled : shuffled.slice(0, config.zones);
  return { name, from, until: from + config.lasts, zones: hit, config };
}
