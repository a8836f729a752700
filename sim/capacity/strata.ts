import { exp } from "../../workload/exp.js";
import { keyed } from "../../workload/random.js";
import type { NamedMarket } from "./market.js";
import { type CrunchCondition, exposure, type Horizon } from "./spot-market.js";

/**
 * When fewer crunches than this are expected over all replications, their number is stratified and not left to chance.
 */
const expectedMin = 10;
const strataCount = 2;
/** An interval from fewer runs than this in a stratum says nothing. */
const replicationsMin = 5 * strataCount;

/** A class of replications by whether any market has a crunch in them, and how probable that class is. */
export interface CrunchStratum {
  readonly name: "no crunch" | "crunch";
  readonly probability: number;
  readonly about: string;
}

/**
 * The strata of a run in which crunches are rare; null where they are frequent, cannot happen, or where there are too few
 * replications for five of each. Markets are independent: their rates add up to Λ per run, and P(none) = exp(−Λ).
 * Within "crunch" the number is drawn given that there is one, so that the weighted total is exact.
 */
export function crunchStrata(
  markets: readonly NamedMarket[],
  horizon: Horizon,
  replications: number,
): readonly CrunchStratum[] | null {
  const mean = crunchesExpected(markets, horizon);
  if (mean === 0 || mean * replications >= expectedMin || replications < replicationsMin) return null;
  const none = exp(-mean);
  const some = 1 - none;
  const several = (some - mean * none) / some;
  return [
    { name: "no crunch", probability: none, about: "no Spot market is in a crunch" },
    {
      name: "crunch",
      probability: some,
      about: `a Spot market has a crunch at a random moment, some already at the start (${percent(several)} of these runs have two or more)`,
    },
  ];
}

/** The stratum of a replication: they alternate, so that each has half of them. */
export function stratumOf(strata: readonly CrunchStratum[], index: number): CrunchStratum {
  return strata[index % strata.length];
}

/**
 * What a replication of the stratum requires of each market, by name. Given a crunch in any market, the first market
 * that has one is drawn; the markets before it have none, and those after it are unconstrained.
 */
export function crunchConditions(
  stratum: CrunchStratum,
  markets: readonly NamedMarket[],
  horizon: Horizon,
  seed: number,
): ReadonlyMap<string, CrunchCondition> {
  const conditions = new Map<string, CrunchCondition>(markets.map(({ name }) => [name, "none"]));
  if (stratum.name === "no crunch") return conditions;
  let found = false;
  for (const [index, market] of markets.entries()) {
    const own = someProbability([market], horizon);
    const any = someProbability(markets.slice(index), horizon);
    if (found) conditions.set(market.name, "drawn");
    else if (keyed(seed, "spot/crunch/first", index) * any < own) {
      conditions.set(market.name, "some");
      found = true;
    }
  }
  return conditions;
}

/** Crunches that begin within the horizon, and those under way as it begins. */
function crunchesExpected(markets: readonly NamedMarket[], horizon: Horizon): number {
  return markets.reduce((sum, { market: { crunch } }) => {
    if (crunch === undefined) return sum;
    const { from, until } = exposure(horizon, crunch);
    return sum + (until - from) / crunch.every;
  }, 0);
}

function someProbability(markets: readonly NamedMarket[], horizon: Horizon): number {
  return 1 - exp(-crunchesExpected(markets, horizon));
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
