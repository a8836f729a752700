/** A pool of Spot capacity as an allocation strategy sees it: instances of one type in one zone. */
export interface PoolOffer {
  /** Price of an hour, divided by the number of the service's tasks that an instance holds. */
  readonly usdPerTask: number;
  /** Interruptions an hour that its instances are expected to meet: how little is to spare. */
  readonly hazard: number;
}

/** Chooses the pool of the next instance among those that have capacity, by index; the earlier one of equals. */
interface Allocation<Kind extends string> {
  readonly kind: Kind;
  readonly about: string;
  choose(pools: readonly PoolOffer[]): number;
}

function defineAllocation<const Kind extends string>(allocation: Allocation<Kind>): Allocation<Kind> {
  return allocation;
}

/** The API's default: the cheapest pool, however often it is taken back. */
const lowestPrice = defineAllocation({
  kind: "lowest-price",
  about: "The pool with the lowest price for a task.",
  choose: (pools) => leastOf(pools, ({ usdPerTask }) => usdPerTask),
});

const capacityOptimized = defineAllocation({
  kind: "capacity-optimized",
  about: "The pool with most capacity to spare.",
  choose: (pools) => leastOf(pools, ({ hazard }) => hazard),
});

/**
 * The cheapest of the pools with most capacity to spare. AWS does not say how many pools those are: taken for the half with
 * the fewest interruptions.
 */
const priceCapacityOptimized = defineAllocation({
  kind: "price-capacity-optimized",
  about: "The lowest price for a task among the half of the pools with most capacity to spare.",
  choose: (pools) => {
    const spare = pools.map(({ hazard }) => hazard).sort((a, b) => a - b)[Math.ceil(pools.length / 2) - 1];
    return leastOf(pools, ({ usdPerTask, hazard }) => (hazard <= spare ? usdPerTask : Number.POSITIVE_INFINITY));
  },
});

/**
 * Every allocation strategy of a Spot group. What a pool has to spare is not published; its interruptions stand for it.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html
 */
export const allocations = [priceCapacityOptimized, capacityOptimized, lowestPrice] as const;

export type AllocationName = (typeof allocations)[number]["kind"];

/** Which pool the next instance comes from. */
export function allocate(strategy: AllocationName, pools: readonly PoolOffer[]): number {
  return allocations.find(({ kind }) => kind === strategy)!.choose(pools);
}

function leastOf(pools: readonly PoolOffer[], value: (pool: PoolOffer) => number): number {
  const values = pools.map(value);
  return values.indexOf(Math.min(...values));
}
