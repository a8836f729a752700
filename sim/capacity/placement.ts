import { apportion } from "./apportion.js";
import { byProvider, type ProviderName } from "./providers/index.js";
import { type Strategy, sharesOf } from "./strategy.js";

/** A number of tasks for each provider. */
export type ProviderCounts = Readonly<Record<ProviderName, number>>;

/**
 * How many of `desired` tasks belong on each provider: `base` first, the others by weight, in whole tasks by largest
 * remainder (AWS documents no rounding rule). Base 3 with 30/70 puts 1 of 5, 5 of 10 and 8 of 15 on the second.
 */
export function targets(strategy: Strategy, desired: number): ProviderCounts {
  const shares = sharesOf(strategy);
  const bases = shares.map(({ base }) => Math.min(base, desired));
  const others = apportion(
    desired - bases.reduce((sum, base) => sum + base, 0),
    shares.map(({ weight }) => weight),
  );
  const counts = new Map(shares.map(({ name }, index) => [name, bases[index] + others[index]]));
  return byProvider((name) => counts.get(name) ?? 0);
}

/**
 * The provider of the next task of a service that has fewer than `desired`: the one furthest below its target, the
 * earlier of two equal ones. `present` counts running and pending tasks, and a task that waits for Spot capacity is
 * pending: a deficit of Spot stays one of Spot.
 */
export function placement(strategy: Strategy, desired: number, present: ProviderCounts): ProviderName {
  const target = targets(strategy, desired);
  const deficit = (name: ProviderName) => target[name] - present[name];
  const names = sharesOf(strategy).map(({ name }) => name);
  return names.reduce((neediest, name) => (deficit(name) > deficit(neediest) ? name : neediest));
}
