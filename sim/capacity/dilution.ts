import { z } from "zod";
import { ratio } from "../../scenarios/language/index.js";
import { targets } from "./placement.js";
import { type ProviderName, providers } from "./providers/index.js";
import { type Strategy, sharesOf } from "./strategy.js";

/** The number of tasks on Spot, of a total. */
export interface SpotCount {
  readonly tasks: number;
  readonly spot: number;
}

/** A warning: what the weights promise, what the strategy gives, and the remedy. */
export interface Dilution {
  readonly severity: "warning";
  readonly expected: string;
  readonly got: string;
  readonly hint: string;
}

/** How many tasks of a full service a strategy puts on Spot. */
export function spotCount(strategy: Strategy, tasks: number): SpotCount {
  const target = targets(strategy, tasks);
  return { tasks, spot: sumOverSpot((name) => target[name]) };
}

/** The share of Spot by the weights alone, 0..1. */
export function nominalSpotShare(strategy: Strategy): number {
  const total = sharesOf(strategy).reduce((sum, { weight }) => sum + weight, 0);
  return sumOverSpot((name) => strategy[name]?.weight ?? 0) / total;
}

/** The warning for a strategy whose `base`, or rounding to whole tasks, leaves less than half of the Spot share that its weights promise, at the fewest tasks. */
export function dilution(strategy: Strategy, bounds: { readonly min: number; readonly max: number }): Dilution | null {
  const nominal = nominalSpotShare(strategy);
  const fewest = spotCount(strategy, bounds.min);
  if (fewest.spot >= (fewest.tasks * nominal) / 2) return null;
  const most = spotCount(strategy, bounds.max);
  const hasBase = sharesOf(strategy).some(({ base }) => base > 0);
  return {
    severity: "warning",
    expected: `about ${percent(nominal)} of the tasks on Spot, as the weights say`,
    got: `${words(fewest)} and ${words(most)}, since ${hasBase ? "base is placed first" : "tasks are whole"}`,
    hint: `${hasBase ? "lower base, " : ""}raise bounds.min or count on the smaller share`,
  };
}

function sumOverSpot(count: (name: ProviderName) => number): number {
  return providers.reduce((sum, { name, purchase }) => sum + (purchase === "spot" ? count(name) : 0), 0);
}

function words({ tasks, spot }: SpotCount): string {
  return `${spot} of ${tasks} (${percent(spot / tasks)})`;
}

const anyShare = ratio();

function percent(share: number): string {
  return String(z.encode(anyShare, Math.round(share * 100) / 100));
}
