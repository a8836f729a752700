import type { MetricUnit } from "../facts/units.js";
import { studentCdf } from "../statistics/distributions.js";
import { differenceInterval, type Interval, isRare } from "../statistics/interval.js";
import { estimateMean, type Stratum } from "../statistics/moments.js";
import { eventOfPairs } from "./estimate.js";
import type { Reading } from "./reading.js";
import type { StratumDefinition } from "./runs.js";
import { groupSamples, type Sample, type SampleSheet } from "./sample.js";

/** The samples of one configuration. */
export interface SampledRuns {
  readonly sheet: SampleSheet;
  readonly strata: readonly StratumDefinition[];
  readonly samples: readonly Sample[];
}

/** Difference of a number between two configurations that met the same random numbers. */
export interface Effect {
  /** "cost perMonth", "web p99". */
  readonly name: string;
  readonly field: string;
  readonly unit: MetricUnit;
  /** Mean of the other minus that of the base, seed by seed; null where one of them has no value. */
  readonly difference: number | null;
  /** The 95 % interval; null below two pairs. */
  readonly interval: Interval | null;
}

/** An effect, and with what probability chance alone makes one as large: 1 of none at all, and where too few pairs tell. */
export interface FoundEffect {
  readonly effect: Effect;
  readonly chance: number;
}

/** The effect on one reading. */
export function effectOn(reading: Reading<Sample>, base: SampledRuns, other: SampledRuns): FoundEffect {
  const { name, field, unit } = reading;
  const strata = differences(reading, base, other);
  const values = strata.flatMap((stratum) => stratum.values);
  const { mean, standardError, degreesOfFreedom } = estimateMean(strata);
  if (Number.isNaN(mean)) return { effect: { name, field, unit, difference: null, interval: null }, chance: 1 };
  const groups = groupSamples(base.samples, base.strata);
  const isZero = values.every((value) => value === 0);
  const isSeldom = !isZero && isRare(values);
  const digests = new Map(other.samples.map(({ index, digest }) => [index, digest]));
  const event = eventOfPairs(groups, reading.event, ({ index, digest }) => digests.get(index) === digest);
  const interval = differenceInterval(strata, 0.95, isZero ? 0 : event);
  const isTold = !isZero && !isSeldom && !Number.isNaN(standardError);
  const size = Math.abs(mean) / standardError;
  const isOutside = interval !== null && (interval.low > 0 || interval.high < 0);
  const ofSame = isOutside ? 0 : 1;
  return {
    effect: { name, field, unit, difference: mean, interval },
    chance: isTold ? (standardError === 0 ? ofSame : 2 * (1 - studentCdf(size, degreesOfFreedom))) : 1,
  };
}

/**
 * Differences by class of nights, whose weighted mean is the effect. A configuration without classes has the same value
 * in all of them. Where both have classes of other probabilities (p, q), the effect is Σ q·mean(other) − p·mean(base):
 * n times the weighted difference of each pair, the n classes being as probable as each other.
 */
function differences(reading: Reading<Sample>, base: SampledRuns, other: SampledRuns): readonly Stratum[] {
  const partners = new Map(other.samples.map((sample) => [sample.index, sample]));
  const pairs = base.samples.flatMap((sample) => {
    const partner = partners.get(sample.index);
    return partner === undefined ? [] : [[sample, partner] as const];
  });
  const valuesOf = (of: typeof pairs, before: number, after: number) =>
    of
      .map(([sample, partner]) => withoutNoise(after * reading.value(partner) - before * reading.value(sample)))
      .filter((value) => !Number.isNaN(value));
  const [own, others] = [base.strata, other.strata];
  const classes = own.length > 0 ? own : others;
  if (classes.length === 0) return [{ probability: 1, values: valuesOf(pairs, 1, 1) }];
  const isSame =
    own.length === 0 ||
    others.length === 0 ||
    own.every(({ probability }, at) => probability === others[at].probability);
  return classes.map(({ name, probability }, at) => {
    const within = pairs.filter(([sample, partner]) => (own.length > 0 ? sample : partner).stratum === name);
    if (isSame) return { probability, values: valuesOf(within, 1, 1) };
    const count = classes.length;
    return { probability: 1 / count, values: valuesOf(within, count * probability, count * others[at].probability) };
  });
}

/** Sums of many parts differ in their last bits where they do not differ at all. */
function withoutNoise(difference: number): number {
  return Number(difference.toPrecision(12));
}

/**
 * Which of several findings chance does not explain, so that the risk of calling any one of them a finding that is none
 * stays below `risk`, whatever depends on what: Holm's step-down procedure (1979). `chances` are their p-values.
 */
export function beyondChance(chances: readonly number[], risk: number): readonly boolean[] {
  const order = chances.map((_, at) => at).sort((a, b) => chances[a] - chances[b]);
  const found = chances.map(() => false);
  for (const [rank, at] of order.entries()) {
    if (chances[at] > risk / (chances.length - rank)) break;
    found[at] = true;
  }
  return found;
}
