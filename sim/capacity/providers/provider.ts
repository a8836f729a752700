import type { z } from "zod";
import { integer } from "../../../scenarios/language/index.js";

/** Where ECS may place a task, how that is bought, and the keys that it takes in a strategy. */
export interface CapacityProvider<Name extends string, Entry extends z.ZodType<PlacementShare>> {
  /** AWS's own name, and the key in the scenario. */
  readonly name: Name;
  readonly about: string;
  readonly purchase: "on-demand" | "spot";
  /** AWS may take its tasks back, as the Spot market named in its entry says. */
  readonly interruptible: boolean;
  readonly entry: Entry;
}

/** What a provider gets of a service: `base` tasks first, then its weight's share of the others. */
export interface PlacementShare {
  readonly base: number;
  readonly weight: number;
  /** The Spot market of an interruptible provider; the default market where none is named. */
  readonly market?: string | undefined;
}

/** Declares a provider with its name and its keys typed together. */
export function defineProvider<const Name extends string, Entry extends z.ZodType<PlacementShare>>(
  provider: CapacityProvider<Name, Entry>,
): CapacityProvider<Name, Entry> {
  return provider;
}

/** The keys of every provider, with the limits and the defaults of the ECS API. */
export const placementKeys = {
  base: integer({ max: 100_000 }).prefault(0),
  weight: integer({ max: 1_000 }).prefault(0),
};
