import { fargate } from "./fargate.js";
import { fargateSpot } from "./fargate-spot.js";

export type { CapacityProvider, PlacementShare } from "./provider.js";

/** Every capacity provider; where two have an equal claim to a task, the earlier one gets it. */
export const providers = [fargate, fargateSpot] as const;

export type ProviderName = (typeof providers)[number]["name"];

/** A value for each provider, in the order of the list. */
export function byProvider<T>(value: (name: ProviderName) => T): Record<ProviderName, T> {
  return Object.fromEntries(providers.map(({ name }) => [name, value(name)])) as Record<ProviderName, T>;
}
