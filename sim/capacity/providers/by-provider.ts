import type { Purchase } from "../../cost/ledger.js";
import { type ProviderName, providers } from "./index.js";

/** A value for each provider, in the order of the list. */
export function byProvider<T>(value: (name: ProviderName) => T): Record<ProviderName, T> {
  return Object.fromEntries(providers.map(({ name }) => [name, value(name)])) as Record<ProviderName, T>;
}

/** The place of a provider in the list, by which columns and draws go. */
export function providerIndex(name: ProviderName): number {
  return providers.findIndex((one) => one.name === name);
}

/** The providers whose capacity is bought in one way. */
export function providersBought(purchase: Purchase): readonly ProviderName[] {
  return providers.filter((one) => one.purchase === purchase).map(({ name }) => name);
}

/** How the capacity of this provider is bought; null for a provider that is not simulated. */
export function purchaseOf(name: string): Purchase | null {
  return providers.find((one) => one.name === name)?.purchase ?? null;
}
