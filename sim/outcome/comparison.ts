import type { Estimate } from "../facts/estimates.js";
import type { MetricUnit } from "../facts/units.js";
import { differenceInterval, type Interval, isRare } from "../statistics/interval.js";
import { correlation, estimateMean, type Stratum, varianceReduction } from "../statistics/moments.js";
import { estimate, usualEvent } from "./estimate.js";
import type { Reading } from "./reading.js";
import { groupRuns, type Run, type RunGroup, type StratumDefinition } from "./runs.js";

/** One reading of two configurations that met the same random numbers. */
export interface ReadingComparison {
  readonly name: string;
  readonly field: string;
  readonly unit: MetricUnit;
  readonly base: Estimate;
  readonly other: Estimate;
  /** Mean of other minus base, seed by seed; null where no seed has the reading in both. */
  readonly difference: number | null;
  /** 95 % interval of the difference; null below two pairs, and where fewer than ten pairs differ at all. */
  readonly interval: Interval | null;
  /** Null where either side does not vary. */
  readonly correlation: number | null;
  /** Share of the variance of an unpaired comparison of the same runs that the common random numbers removed. */
  readonly varianceReduction: number | null;
  /** What a reader must know before trusting the interval. */
  readonly warning: string | null;
}

/** Compares two configurations reading by reading; runs without a partner of the same index are left out. */
export function compareRuns(
  base: readonly Run[],
  other: readonly Run[],
  readings: readonly Reading[],
  strata: readonly StratumDefinition[] = [],
): readonly ReadingComparison[] {
  const partners = new Map(other.map((run) => [run.replication.index, run]));
  const paired = base.filter(({ replication }) => partners.has(replication.index));
  const partnerOf = (run: Run): Run => partners.get(run.replication.index)!;
  const groups = groupRuns(paired, strata);
  return readings.map((reading) => compareReading(groups, partnerOf, reading));
}

/** Compares one reading of runs, or of what is kept of them, with that of their partners. */
export function compareReading<R>(
  groups: readonly RunGroup<R>[],
  partnerOf: (run: R) => R,
  reading: Reading<R>,
): ReadingComparison {
  const pairs = groups.map(({ probability, runs }) => ({
    probability,
    pairs: runs
      .map((run) => [reading.value(run), reading.value(partnerOf(run))] as const)
      .filter(([before, after]) => !Number.isNaN(after - before)),
  }));
  const differences = pairs.map(({ probability, pairs }) => ({
    probability,
    values: pairs.map(([before, after]) => withoutNoise(after - before)),
  }));
  const [before, after] = [0, 1].map((side) =>
    pairs.map(({ probability, pairs }) => ({ probability, values: pairs.map((pair) => pair[side]) })),
  );
  const all = (strata: readonly Stratum[]) => strata.flatMap(({ values }) => values);
  const otherGroups = groups.map(({ probability, runs }) => ({ probability, runs: runs.map(partnerOf) }));
  const saved = varianceReduction(before, after);
  const seldom = seldomDiffers(differences);
  return {
    name: reading.name,
    field: reading.field,
    unit: reading.unit,
    base: estimate(groups, reading),
    other: estimate(otherGroups, reading),
    difference: orNull(estimateMean(differences).mean),
    interval: seldom === null ? differenceInterval(differences, 0.95, usualEvent(groups, reading.event)) : null,
    correlation: orNull(correlation(all(before), all(after))),
    varianceReduction: orNull(saved),
    warning: seldom ?? (saved < 0 ? "common random numbers widened this interval" : null),
  };
}

/** Why Student's interval would promise too much; null where it does not. */
function seldomDiffers(differences: readonly Stratum[]): string | null {
  const values = differences.flatMap((stratum) => stratum.values);
  if (values.length < 2 || !isRare(values)) return null;
  const differing = values.filter((value) => value !== 0).length;
  return `differs in ${differing} of ${values.length} pairs: too few for an interval`;
}

/** Sums of many parts differ in their last bits where they do not differ at all. */
function withoutNoise(difference: number): number {
  return Number(difference.toPrecision(12));
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
