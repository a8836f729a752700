import type { DistributionConfig } from "../../workload/distributions/index.js";
import { fitAll, isGood } from "./fit/index.js";
import { sampleOf } from "./fit/sample.js";
import type { Visit } from "./in-order.js";

/**
 * A stretch in which a server made no progress on any request, as far as requests show it. Instants in microseconds.
 */
interface Stall {
  readonly endsAt: number;
  /** Shortest and longest time that it can have lasted. */
  readonly least: number;
  readonly most: number;
  /** Number of requests that it held up: all that were in flight. */
  readonly held: number;
  /** Time of a request that no stall affects. The end of a stall is known no more precisely than this. */
  readonly typical: number;
}

/** Pauses of a whole server. */
export interface FoundPauses {
  readonly every: DistributionConfig;
  readonly lasts: DistributionConfig;
  /** Means in microseconds. */
  readonly meanEvery: number;
  readonly meanLasts: number;
  /** Number of pauses that were seen. */
  readonly count: number;
  readonly isRegular: boolean;
  readonly endsAt: readonly number[];
}

/**
 * A request is late if it exceeds the median by this many times the distance from the median to the third quartile, by
 * this share of the median and by this many microseconds.
 */
const lateSpreads = 6;
const lateShare = 0.25;
const lateMin = 2_000;
const regularMin = 4;
/** Logarithm of the odds at which a finding counts as more than chance: a thousand to one. */
const beyondChance = Math.log(1_000);
/** Pauses that touch a smaller share of requests are ignored: they move no quantile that is reported. */
const touchedShareMin = 0.002;
const heldMin = 3;
/** Number of requests in a stall from which its length is estimated. */
const firstOfStall = 3;
const irregularMin = 6;
/** Largest number of stalls in which regularity is looked for: the longest ones. */
const stallsMax = 300;

/**
 * Finds pauses of a whole server: stretches that hold up every request in flight and end for all of them at once.
 * `times` is what each visit took of its server. Stalls at a regular interval are always pauses. A stall at random may
 * be one long request that others wait for, so it counts only when several requests were held up side by side.
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

/**
 * Tells for each visit whether it began well away from every pause and the queue that the pause left. Of regular
 * pauses, those that nothing showed are taken into account too.
 */
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
  // Requests that came later may also have waited for each other.
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

/**
 * Looks for stalls at one interval: takes the interval that most stalls agree with, and compares with what chance would
 * give.
 */
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

/** The stalls that keep step with an interval, starting at the first; each one found refines the interval. */
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

/** Stalls at random times that held up several requests side by side, which no single long request does. */
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
  // One length fits all when no stall must have lasted longer than another can have.
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
