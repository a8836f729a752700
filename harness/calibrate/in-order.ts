import type { Entry } from "./entry.js";

/** One request with the number of others it met, in microseconds. */
export interface Visit {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Number of requests that were in flight when it began. */
  readonly found: number;
  readonly isAnswered: boolean;
}

/** Puts requests in the order of their start; null when their times are too coarse to tell which of them overlapped. */
export function visitsOf(entries: readonly Entry[]): readonly Visit[] | null {
  if (entries.length === 0 || entries.some(({ isExact, startedAt }) => !isExact || startedAt === null)) return null;
  const inOrder = entries.toSorted((a, b) => a.startedAt! - b.startedAt!);
  const ends = Float64Array.from(inOrder, ({ startedAt, duration }) => startedAt! + duration).sort();
  let gone = 0;
  return inOrder.map(({ startedAt, duration, isAnswered }, begun) => {
    while (gone < ends.length && ends[gone] <= startedAt!) gone++;
    return { startedAt: startedAt!, endedAt: startedAt! + duration, found: begun - gone, isAnswered };
  });
}

/**
 * Time that one server worked on each request if it served them in order of arrival, each reaching it `before`
 * microseconds after it was sent: from when both the server was free and the request was there, to the answer.
 */
export function servedInOrder(visits: readonly Visit[], before: number): Float64Array {
  let free = Number.NEGATIVE_INFINITY;
  return Float64Array.from(visits, ({ startedAt, endedAt }) => {
    const begins = Math.max(free, startedAt + before);
    free = Math.max(free, endedAt);
    return endedAt - begins;
  });
}

/**
 * Time that one server worked on each request if all requests present shared it evenly, each of n getting 1/n of the
 * time.
 */
export function servedShared(visits: readonly Visit[], before: number): Float64Array {
  const changes = visits
    .flatMap(({ startedAt, endedAt }, at) => [
      { instant: Math.min(endedAt, startedAt + before), at, isBegin: true },
      { instant: endedAt, at, isBegin: false },
    ])
    .sort((a, b) => a.instant - b.instant);
  const work = new Float64Array(visits.length);
  let [shared, present, since] = [0, 0, 0];
  for (const { instant, at, isBegin } of changes) {
    if (present > 0) shared += (instant - since) / present;
    since = instant;
    present += isBegin ? 1 : -1;
    work[at] += isBegin ? -shared : shared;
  }
  return work;
}

/** The order in which a single server does its work, inferred from its requests. */
export interface OrderFinding {
  readonly kind: "in-order" | "shared";
  /** Whether the requests rule out the other order. */
  readonly isTold: boolean;
}

/**
 * Smallest scaled Kolmogorov-Smirnov distance that counts as a difference: two samples of one distribution reach it
 * once in 700 times.
 */
const apartMin = 2;

/**
 * Finds the order. How many others a request met says nothing about its own work, so under the true order the requests
 * that met somebody took as long as those that met nobody. The order under which the two groups differ more is
 * rejected.
 */
export function orderOf(visits: readonly Visit[], before: number): OrderFinding {
  const inOrder = apart(servedInOrder(visits, before), visits);
  const shared = apart(servedShared(visits, before), visits);
  const [less, more] = [Math.min(inOrder, shared), Math.max(inOrder, shared)];
  return { kind: inOrder === less ? "in-order" : "shared", isTold: more >= apartMin && more >= 1.5 * less };
}

/**
 * Work within this share of the usual work counts as the same. The rest of a request's time is not known better than
 * that, and requests that waited spend less of it alone.
 */
const sameShare = 0.1;

/**
 * √(nm / (n + m)) times the largest distance between two distributions: the work of requests that met nobody, and of
 * the others. Times within a tenth of each other count as equal (as in a Lévy distance); otherwise, with work that
 * hardly varies, the smallest error in the time taken off would separate any two groups.
 */
function apart(work: Float64Array, visits: readonly Visit[]): number {
  const [alone, others] = [true, false].map((isAlone) =>
    work.filter((_, at) => (visits[at].found === 0) === isAlone).sort(),
  );
  if (alone.length < 2 || others.length < 2) return 0;
  const slack = sameShare * alone[alone.length >> 1];
  const most = Math.max(ahead(alone, others, slack), ahead(others, alone, slack));
  return most * Math.sqrt((alone.length * others.length) / (alone.length + others.length));
}

/**
 * The largest amount by which the share of `a` up to some time exceeds the share of `b` up to that time plus `slack`.
 */
function ahead(a: Float64Array, b: Float64Array, slack: number): number {
  let [most, passed] = [0, 0];
  for (const [at, value] of a.entries()) {
    while (passed < b.length && b[passed] <= value + slack) passed++;
    most = Math.max(most, (at + 1) / a.length - passed / b.length);
  }
  return most;
}

/** Mean and variance of values. */
export function moments(values: ArrayLike<number>): { readonly mean: number; readonly variance: number } {
  const all = Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return { mean, variance: all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, all.length - 1) };
}
