import type { Bill } from "../cost/bill.js";
import type { Stratum } from "../statistics/moments.js";
import type { Replication } from "./replication.js";

/** One replication and what it costs. */
export interface Run {
  readonly replication: Replication;
  readonly bill: Bill;
}

/** A class of nights that is simulated apart, and how probable such a night is. */
export interface StratumDefinition {
  readonly name: string;
  readonly probability: number;
  readonly about: string;
}

/** The runs of one class of nights; all runs, with certainty, where nothing is stratified. */
export interface RunGroup {
  readonly probability: number;
  readonly runs: readonly Run[];
}

/** Runs by stratum, in the order of the strata. */
export function groupRuns(runs: readonly Run[], strata: readonly StratumDefinition[]): readonly RunGroup[] {
  if (strata.length === 0) return [{ probability: 1, runs }];
  return strata.map(({ name, probability }) => ({
    probability,
    runs: runs.filter((run) => run.replication.stratum === name),
  }));
}

/** One value per run by stratum; runs that have none (NaN) are left out. */
export function sample(groups: readonly RunGroup[], value: (run: Run) => number): readonly Stratum[] {
  return groups.map(({ probability, runs }) => ({
    probability,
    values: runs.map(value).filter((one) => !Number.isNaN(one)),
  }));
}
