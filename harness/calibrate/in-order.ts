import type { Entry } from "./observation.js";

/** An answered request with what it found: instants in microseconds. */
export interface Visit {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Requests that were in flight when it began. */
  readonly found: number;
  readonly isAnswered: boolean;
}

/** Requests in the order of their begin; null where their instants are too coarse to say who met whom. */
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
 * The time that one server worked on each request, if it served them in order of arrival, `before` after they were sent:
 * from when it was free and the request there, to the answer.
 */
export function servedInOrder(visits: readonly Visit[], before: number): Float64Array {
  let free = Number.NEGATIVE_INFINITY;
  return Float64Array.from(visits, ({ startedAt, endedAt }) => {
    const begins = Math.max(free, startedAt + before);
    free = Math.max(free, endedAt);
    return endedAt - begins;
  });
}

/** The same if all requests at hand shared the server evenly: each present one gets one over their number of the time. */
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

/** How a single server orders its work, as requests show it. */
export interface OrderFinding {
  readonly kind: "in-order" | "shared";
  /** The other one is at odds with the requests. */
  readonly isTold: boolean;
}

/** A distance of two samples, in the scale of Kolmogorov and Smirnov, that one of the same distribution in 700 has. */
const apartMin = 2;

/**
 * Whom a request found says nothing about its own work, so that under the true order those who found somebody took what
 * those who found nobody did. The order whose times tell the two groups further apart is refuted.
 */
export function orderOf(visits: readonly Visit[], before: number): OrderFinding {
  const inOrder = apart(servedInOrder(visits, before), visits);
  const shared = apart(servedShared(visits, before), visits);
  const [less, more] = [Math.min(inOrder, shared), Math.max(inOrder, shared)];
  return { kind: inOrder === less ? "in-order" : "shared", isTold: more >= apartMin && more >= 1.5 * less };
}

/** Of the usual work: what a request takes beside it is known no better, and those who waited spend less of that alone. */
const sameShare = 0.1;

/**
 * √(nm / (n + m)) times the largest distance of two distributions: the work of those who found nobody, and of the others.
 * Times that lie closer than a tenth count as the same (a distance as Lévy's), since work that hardly varies would tell any
 * two groups apart by the smallest error in what is taken off.
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

/** How much larger the share of `a` up to some time is, at most, than that of `b` up to a little more. */
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
