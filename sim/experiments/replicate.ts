import { replicationSeed } from "../../workload/random.js";
import type { CrunchCondition } from "../capacity/spot-market.js";
import { type CrunchStratum, crunchConditions, crunchStrata, stratumOf } from "../capacity/strata.js";
import type { Replication } from "../outcome/replication.js";
import { crunchMarketsOf, type Scenario } from "../scenario/index.js";
import { onWorkers, type ThreadJob, type ThreadOptions } from "./threads.js";
import type { ReplicationJob, ResolvedScenario } from "./trial.js";

/** The replications to run of one configuration. */
interface ReplicationOrder extends ResolvedScenario, ThreadOptions {
  /** Which replications, and how; all as the scenario says where this is left out. */
  readonly jobs?: readonly ReplicationJob[];
}

/**
 * Runs the replications of a scenario on worker threads. They end in any order and are given in the order of the
 * jobs, that of their numbers; after an abort those that are missing are the ones that had not begun.
 */
export async function replicate(order: ReplicationOrder): Promise<readonly Replication[]> {
  const { resolved, files, replications, workers, onProgress, signal } = order;
  const scenario = { resolved, files, replications };
  const jobs = order.jobs ?? Array.from({ length: replications }, (_, index): ReplicationJob => ({ index }));
  return replicateAll(
    jobs.map((job) => ({ ...job, scenario })),
    { workers, onProgress, signal },
  );
}

/** The same of jobs of several scenarios. */
export async function replicateAll(all: readonly ThreadJob[], options: ThreadOptions): Promise<readonly Replication[]> {
  const results: (Replication | null)[] = all.map(() => null);
  for await (const { place, made, error } of onWorkers(all, options)) {
    if (error) throw error;
    results[place] = made;
  }
  return results.filter((replication) => replication !== null);
}

/** Which class of runs each replication belongs to, and what that asks of the Spot markets. */
export interface Stratification {
  /** Empty where crunches are left to chance. */
  readonly strata: readonly CrunchStratum[];
  of(index: number): { readonly stratum: string | null; readonly crunches: ReadonlyMap<string, CrunchCondition> };
}

/** Stratifies by crunches where so few are expected that chance would say nothing about them. */
export function stratification(scenario: Scenario, replications: number): Stratification {
  const markets = crunchMarketsOf(scenario);
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
