import type { DistributionConfig } from "../../workload/distributions/index.js";
import { fitAll, isGood } from "./fit/index.js";
import { sampleOf } from "./fit/sample.js";
import type { Visit } from "./in-order.js";

/** A stretch in which a server did nothing for anyone, as far as requests show it: instants in microseconds. */
interface Stall {
  readonly endsAt: number;
  /** It lasted so long at least, and so long at most. */
  readonly least: number;
  readonly most: number;
  /** Requests that it held up, all that were there. */
  readonly held: number;
  /** What a request takes that none of this happens to: the end of a stall is known no better. */
  readonly typical: number;
}

/** Pauses of a whole server. */
export interface FoundPauses {
  readonly every: DistributionConfig;
  readonly lasts: DistributionConfig;
  /** Means, in microseconds. */
  readonly meanEvery: number;
  readonly meanLasts: number;
  /** That were seen. */
  readonly count: number;
  readonly isRegular: boolean;
  readonly endsAt: readonly number[];
}

/** A request is late by this many times the distance from the median to the third quartile, and by a part of the median. */
const lateSpreads = 6;
const lateShare = 0.25;
const lateMin = 2_000;
const regularMin = 4;
/** Logarithm of the odds that beats chance: one in a thousand. */
const beyondChance = Math.log(1_000);
/** A pause that holds up a smaller share of requests moves no quantile that anybody asks for. */
const touchedShareMin = 0.002;
const heldMin = 3;
/** Requests of a stall that tell its length. */
const firstOfStall = 3;
const irregularMin = 6;
/** Stalls that regularity is looked for in: the longest. */
const stallsMax = 300;

/**
 * Finds pauses of a whole server: stretches that hold up every request there is, and end for all of them at once. `times`
 * are what each visit took of its server, `typical` the usual one. Those that come at one interval are pauses whatever they
 * meet; where they come at random, a long request that others wait for looks alike, unless several were held up side by side.
 */
export function findPauses(visits: readonly Visit[], times: Float64Array, isParallel: boolean): FoundPauses | null {
  const sorted = Float64Array.from(times).sort();
  const [typical, third] = [sorted[Math.floor(sorted.length / 2)], sorted[Math.floor(sorted.length * 0.75)]];
  const late = typical + Math.max(lateMin, lateShare * typical, lateSpreads * (third - typical));
  const stalls = stallsOf(visits, times, typical, late);
  const span = visits.at(-1)!.startedAt - visits[0].startedAt;
  const found = regular(stalls, span) ?? (isParallel ? irregular(stalls, span) : null);
  return found !== null && (found.meanLasts + typical) / found.meanEvery >= touchedShareMin ? found : null;
}

/** Whether each visit began clear of every pause and of the queue that it left; one of regular pauses may not have been seen. */
export function clearOf(pauses: FoundPauses, visits: readonly Visit[], usual: number): readonly boolean[] {
  const { endsAt, meanEvery, meanLasts, isRegular } = pauses;
  const [before, after] = [1.2 * meanLasts + usual, meanLasts + usual];
  const isNear = (instant: number, end: number) => instant > end - before && instant < end + after;
  if (!isRegular) return visits.map(({ startedAt }) => !endsAt.some((end) => isNear(startedAt, end)));
  return visits.map(({ startedAt }) => {
    const next = endsAt.find((end) => end >= startedAt) ?? endsAt.at(-1)!;
    const beat = next + Math.round((startedAt - next) / meanEvery) * meanEvery;
    return ![beat - meanEvery, beat, beat + meanEvery].some((end) => isNear(startedAt, end));
  });
}

function stallsOf(visits: readonly Visit[], times: Float64Array, typical: number, late: number): readonly Stall[] {
  const ends = Float64Array.from(visits, ({ endedAt }) => endedAt).sort();
  const stalls: Stall[] = [];
  let cluster: number[] = [];
  let firstEnd = Number.POSITIVE_INFINITY;
  const close = () => {
    if (cluster.length > 0) stalls.push(stallOf(cluster, visits, times, { typical, firstEnd, ends }));
    [cluster, firstEnd] = [[], Number.POSITIVE_INFINITY];
  };
  for (const [at, { startedAt, endedAt }] of visits.entries()) {
    if (times[at] <= late) continue;
    if (startedAt >= firstEnd) close();
    cluster.push(at);
    firstEnd = Math.min(firstEnd, endedAt);
  }
  close();
  return stalls;
}

interface Around {
  readonly typical: number;
  readonly firstEnd: number;
  readonly ends: Float64Array;
}

function stallOf(
  cluster: readonly number[],
  visits: readonly Visit[],
  times: Float64Array,
  { typical, firstEnd, ends }: Around,
): Stall {
  // Those that came later may have waited for each other besides.
  const first = cluster.slice(0, firstOfStall);
  const endsAt = Math.max(...first.map((at) => visits[at].endedAt)) - typical;
  const least = Math.max(...first.map((at) => times[at])) - typical;
  const before = ends[lowerBound(ends, Math.min(firstEnd, endsAt)) - 1] ?? endsAt - least;
  return { endsAt, least, most: Math.max(least, endsAt - before), held: cluster.length, typical };
}

function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Beat {
  readonly every: number;
  readonly members: readonly Stall[];
  readonly odds: number;
}

/** Stalls at one interval: the interval with the most in step, against what chance would put there. */
function regular(all: readonly Stall[], span: number): FoundPauses | null {
  const stalls = longest(all);
  if (stalls.length < regularMin) return null;
  let best: Beat | null = null;
  let trials = 1;
  for (const [at, first] of stalls.entries()) {
    for (const second of stalls.slice(at + 1)) {
      const every = second.endsAt - first.endsAt;
      if (every > span / regularMin) break;
      if (every < 5 * first.least) continue;
      trials++;
      const beat = beatOf(stalls, first, every);
      if (best === null || beat.odds > best.odds) best = beat;
    }
  }
  if (best === null || best.members.length < Math.max(regularMin, span / best.every / 2)) return null;
  if (best.odds < beyondChance + Math.log(trials)) return null;
  return describe(best.members, { kind: "fixed", value: Math.round(best.every) }, best.every, true);
}

function longest(stalls: readonly Stall[]): readonly Stall[] {
  if (stalls.length <= stallsMax) return stalls;
  const limit = stalls.map(({ least }) => least).sort((a, b) => b - a)[stallsMax];
  return stalls.filter(({ least }) => least > limit);
}

/** The stalls in step with an interval from a first one on, which each of them corrects. */
function beatOf(stalls: readonly Stall[], first: Stall, guess: number): Beat {
  const slack = first.typical + Math.max(5_000, 0.004 * guess);
  let [every, last, beats] = [guess, first.endsAt, 0];
  const members = [first];
  for (const stall of stalls) {
    if (stall.endsAt <= last) continue;
    const steps = Math.round((stall.endsAt - last) / every);
    if (steps === 0 || Math.abs(stall.endsAt - last - steps * every) > slack) continue;
    members.push(stall);
    beats += steps;
    last = stall.endsAt;
    every = (last - first.endsAt) / beats;
  }
  const share = Math.min(0.99, (2 * slack) / every);
  const from = stalls.filter(({ endsAt }) => endsAt >= first.endsAt).length;
  const seen = members.length / from;
  const rest = seen < 1 ? (1 - seen) * Math.log((1 - seen) / (1 - share)) : 0;
  return { every, members, odds: seen > share ? from * (seen * Math.log(seen / share) + rest) : 0 };
}

/** Stalls at random that held up several requests side by side, as no single long one does. */
function irregular(stalls: readonly Stall[], span: number): FoundPauses | null {
  const shared = stalls.filter(({ held }) => held >= heldMin);
  if (shared.length < irregularMin || shared.length < stalls.length / 2) return null;
  const every = span / shared.length;
  return describe(shared, { kind: "exponential", mean: Math.round(every) }, every, false);
}

function describe(
  members: readonly Stall[],
  every: DistributionConfig,
  meanEvery: number,
  isRegular: boolean,
): FoundPauses {
  const [least, most] = [members.map((each) => each.least), members.map((each) => each.most)];
  const middles = members.map((each) => (each.least + each.most) / 2).sort((a, b) => a - b);
  const [from, to] = [quantile(least, 0.9), quantile(most, 0.1)];
  const median = middles[Math.floor(middles.length / 2)];
  // One length fits all where none lasted longer than another could have.
  const isFixed = from <= to * 1.1;
  const length = from <= to ? Math.min(to, Math.max(from, median)) : (from + to) / 2;
  const [fit] = isFixed ? [] : fitAll(sampleOf(middles));
  const isDrawn = fit !== undefined && isGood(fit);
  return {
    every,
    lasts: isDrawn ? fit.config : { kind: "fixed", value: Math.round(isFixed ? length : median) },
    meanEvery,
    meanLasts: isDrawn ? fit.mean : isFixed ? length : median,
    count: members.length,
    isRegular,
    endsAt: members.map(({ endsAt }) => endsAt),
  };
}

function quantile(values: readonly number[], p: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))];
}
