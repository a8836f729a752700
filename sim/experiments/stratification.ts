import { replicationSeed } from "../../workload/random.js";
import type { CrunchCondition } from "../capacity/spot-market.js";
import { type CrunchStratum, crunchConditions, crunchStrata, stratumOf } from "../capacity/strata.js";
import { type Scenario, spotMarketsOf } from "../scenario/index.js";

/** Which class of runs each replication belongs to, and what that asks of the Spot markets. */
export interface Stratification {
  /** Empty where crunches are left to chance. */
  readonly strata: readonly CrunchStratum[];
  of(index: number): { readonly stratum: string | null; readonly crunches: ReadonlyMap<string, CrunchCondition> };
}

/** Stratifies by crunches where so few are expected that chance would say nothing about them. */
export function stratification(scenario: Scenario, replications: number): Stratification {
  const markets = spotMarketsOf(scenario);
  const horizon = { from: 0, until: scenario.clock.duration };
  const strata = crunchStrata(markets, horizon, replications);
  if (strata === null) return { strata: [], of: () => ({ stratum: null, crunches: new Map() }) };
  return {
    strata,
    of(index) {
      const stratum = stratumOf(strata, index);
      const crunches = crunchConditions(stratum, markets, horizon, replicationSeed(scenario.seed, index));
      return { stratum: stratum.name, crunches };
    },
  };
}
