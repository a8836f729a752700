import { alone, type Estimate } from "../facts/estimates.js";
import type { MetricUnit } from "../facts/units.js";
import { differenceInterval, type Interval, isRare, isSame, stratifiedInterval } from "../statistics/interval.js";
import { estimateMean, pairingOf, type Stratum, varianceRatioInterval } from "../statistics/moments.js";
import { estimate, eventOfPairs } from "./estimate.js";
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
  /** 95 % interval of the difference; null below two pairs. */
  readonly interval: Interval | null;
  /** The difference as a share of the base; null where that is zero. */
  readonly share: Estimate | null;
  /** Correlation of the two means, with the weights of the classes of nights; null where a side does not vary. */
  readonly correlation: number | null;
  /** Share of the variance of an unpaired comparison of the same runs that the common random numbers removed. */
  readonly varianceReduction: number | null;
  /** 95 % interval of the ratio 1 ÷ (1 − reduction); null below ten pairs. */
  readonly varianceRatio: Interval | null;
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
  const isSameCourse = (run: Run) => run.replication.digest === partnerOf(run).replication.digest;
  return readings.map((reading) => compareReading(groups, partnerOf, isSameCourse, reading));
}

/**
 * Compares one reading of runs, or of what is kept of them, with that of their partners; `isSameCourse` says whether every
 * event of a run was one of its partner as well.
 */
export function compareReading<R>(
  groups: readonly RunGroup<R>[],
  partnerOf: (run: R) => R,
  isSameCourse: (run: R) => boolean,
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
  const otherGroups = groups.map(({ probability, runs }) => ({ probability, runs: runs.map(partnerOf) }));
  const { correlation, varianceReduction: saved } = pairingOf(before, after);
  const seldom = seldomDiffers(differences);
  const sides = { base: estimate(groups, reading), other: estimate(otherGroups, reading) };
  const event = eventOfPairs(groups, reading.event, isSameCourse);
  const interval = notWiderThanApart(differenceInterval(differences, 0.95, event), differences, sides);
  return {
    name: reading.name,
    field: reading.field,
    unit: reading.unit,
    ...sides,
    difference: orNull(estimateMean(differences).mean),
    interval,
    share: shareOf(differences, before, { bounds: interval, isSeldom: seldom !== null }),
    correlation: orNull(correlation),
    varianceReduction: orNull(saved),
    varianceRatio: Number.isFinite(saved) && saved < 1 ? varianceRatioInterval(before, after) : null,
    warning: seldom ?? (saved < 0 ? "common random numbers widened this interval" : null),
  };
}

/**
 * Pairs that all differ by the same are bounded by what none of them showed. That is not more than both sides by themselves
 * leave open, whose intervals are narrow where each has shown how it varies.
 */
function notWiderThanApart(
  interval: Interval | null,
  differences: readonly Stratum[],
  { base, other }: { readonly base: Estimate; readonly other: Estimate },
): Interval | null {
  if (interval === null || !differences.every(({ values }) => isSame(values))) return interval;
  const half = Math.min((interval.high - interval.low) / 2, Math.hypot(halfOf(base), halfOf(other)));
  const middle = (interval.low + interval.high) / 2;
  return { low: middle - half, high: middle + half };
}

/**
 * Relative difference with the interval of a ratio of two means, from its linear part; for what seldom differs, from
 * `bounds`, the interval of the difference. Where all pairs differ by the same, both are uncertain: the difference by what no
 * pair showed, and the mean that it is a share of.
 */
function shareOf(
  differences: readonly Stratum[],
  before: readonly Stratum[],
  { bounds, isSeldom }: { readonly bounds: Interval | null; readonly isSeldom: boolean },
): Estimate | null {
  const [{ mean: difference }, { mean: base }] = [differences, before].map(estimateMean);
  const value = difference / base;
  if (!Number.isFinite(value)) return null;
  const rests = differences.map(({ probability, values }, at) => ({
    probability,
    values: values.map((each, i) => each - value * before[at].values[i]),
  }));
  const linear = stratifiedInterval(rests);
  if (bounds === null || linear === null) return alone(value);
  const isConstant = differences.every(({ values }) => isSame(values));
  const [below, above] = [difference - bounds.low, bounds.high - difference];
  const ofBase = (linear.high - linear.low) / 2;
  const around = isSeldom
    ? { low: -below, high: above }
    : isConstant
      ? { low: -Math.hypot(below, ofBase), high: Math.hypot(above, ofBase) }
      : linear;
  const ends = [around.low / base, around.high / base];
  return { ...alone(value), low: value + Math.min(...ends), high: value + Math.max(...ends) };
}

function halfOf({ low, high }: Estimate): number {
  return low === null || high === null ? Number.POSITIVE_INFINITY : (high - low) / 2;
}

/** Why Student's interval would promise too much; null where it does not. */
function seldomDiffers(differences: readonly Stratum[]): string | null {
  const values = differences.flatMap((stratum) => stratum.values);
  if (values.length < 2 || !isRare(values)) return null;
  const differing = values.filter((value) => value !== 0).length;
  return `differs in ${differing} of ${values.length} pairs: its interval stands on how often, not on Student's distribution`;
}

/** Sums of many parts differ in their last bits where they do not differ at all. */
function withoutNoise(difference: number): number {
  return Number(difference.toPrecision(12));
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
