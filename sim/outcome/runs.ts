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

/** The runs of one class of nights, or what is kept of each; all of them, with certainty, where nothing is stratified. */
export interface RunGroup<R = Run> {
  readonly probability: number;
  readonly runs: readonly R[];
}

/** Runs by stratum, in the order of the strata. */
export function groupRuns(runs: readonly Run[], strata: readonly StratumDefinition[]): readonly RunGroup[] {
  return groupsBy(runs, strata, ({ replication }) => replication.stratum);
}

/** Anything that belongs to a stratum each, by stratum. */
export function groupsBy<R>(
  runs: readonly R[],
  strata: readonly StratumDefinition[],
  stratumOf: (run: R) => string | null,
): readonly RunGroup<R>[] {
  if (strata.length === 0) return [{ probability: 1, runs }];
  return strata.map(({ name, probability }) => ({
    probability,
    runs: runs.filter((run) => stratumOf(run) === name),
  }));
}

/**
 * The classes of nights that several configurations have in common: replications of one number belong to one class, whichever
 * configuration has any. None where none has.
 */
export function commonStrata(
  configurations: readonly { readonly strata: readonly StratumDefinition[] }[],
): readonly StratumDefinition[] {
  return configurations.find(({ strata }) => strata.length > 0)?.strata ?? [];
}

/** How probable each class is; one that is certain where there are none. */
export function classProbabilities(strata: readonly StratumDefinition[]): readonly number[] {
  return strata.length === 0 ? [1] : strata.map(({ probability }) => probability);
}

/** The class of a replication among so many, by its number: they take turns. */
export function classOf(index: number, classes: number): number {
  return index % classes;
}

/** Replications of any configuration by the classes that all have in common. */
export function groupByNumber<R extends { readonly index: number }>(
  runs: readonly R[],
  common: readonly StratumDefinition[],
): readonly RunGroup<R>[] {
  const classes = classProbabilities(common);
  return classes.map((probability, at) => ({
    probability,
    runs: runs.filter(({ index }) => classOf(index, classes.length) === at),
  }));
}

/** One value per run by stratum; runs that have none (NaN) are left out. */
export function sample<R>(groups: readonly RunGroup<R>[], value: (run: R) => number): readonly Stratum[] {
  return groups.map(({ probability, runs }) => ({
    probability,
    values: runs.map(value).filter((one) => !Number.isNaN(one)),
  }));
}
