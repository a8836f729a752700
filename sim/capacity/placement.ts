import { byProvider } from "./providers/by-provider.js";
import type { ProviderName } from "./providers/index.js";
import { type Strategy, sharesOf } from "./strategy.js";

/** A number of tasks for each provider. */
export type ProviderCounts = Readonly<Record<ProviderName, number>>;

/**
 * Division of `desired` tasks among providers: `base` first, the others by weight, in whole tasks by largest remainder
 * (AWS documents no rounding rule). Base 3 with 30/70 puts 1 of 5, 5 of 10 and 8 of 15 on the second.
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

/** A run of consecutive tasks that one provider is asked for. */
export interface PlacedRun {
  readonly provider: ProviderName;
  readonly count: number;
}

/**
 * The providers of the next `count` tasks of a service that has fewer than `desired`, in their order: each time the one
 * furthest below its target, the earlier of two equal ones. `present` counts running and pending tasks, and a task that waits for
 * Spot capacity is pending: a deficit of Spot stays one of Spot.
 */
export function placements(
  strategy: Strategy,
  desired: number,
  present: ProviderCounts,
  count: number,
): readonly PlacedRun[] {
  const target = targets(strategy, desired);
  const names = sharesOf(strategy).map(({ name }) => name);
  const deficits = names.map((name) => target[name] - present[name]);
  const runs: PlacedRun[] = [];
  for (let left = count; left > 0; left -= runs.at(-1)!.count) {
    const neediest = deficits.indexOf(Math.max(...deficits));
    // Until another provider is needier, or as needy and earlier in the list.
    const lead = (other: number) => deficits[neediest] - deficits[other] + (other > neediest ? 1 : 0);
    const leads = names.flatMap((_, other) => (other === neediest ? [] : [lead(other)]));
    const run = Math.min(left, ...leads);
    deficits[neediest] -= run;
    runs.push({ provider: names[neediest], count: run });
  }
  return runs;
}

/**
 * Whole parts of `total` in proportion to whole weights, by largest remainder (Hamilton's method): each gets its share
 * rounded down, and what is left goes to the largest remainders, the earlier of two equal ones first.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum === 0) return weights.map(() => 0);
  const parts = weights.map((weight) => Math.floor((total * weight) / sum));
  const left = total - parts.reduce((all, part) => all + part, 0);
  const remainders = weights.map((weight, index) => ({ index, remainder: (total * weight) % sum }));
  remainders.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of remainders.slice(0, left)) parts[index]++;
  return parts;
}
