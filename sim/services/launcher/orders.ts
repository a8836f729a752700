import type { Random } from "../../../workload/random.js";

/** The order in which the reconciler looks at runs that are RUNNING in the database. */
export const orders = ["cursor", "oldest", "random", "stable"] as const;
export type Order = (typeof orders)[number];

/** A run as the reconciler's query gives it; numbers ascend with the time of the launch. */
export interface ListedRun {
  readonly number: number;
  /** Position in the table, in (0, 1): a hash of its key. */
  readonly place: number;
}

/** Chooses the runs of a pass. */
export interface Pager<C extends ListedRun> {
  /** Chooses at most `size` of the candidates, which are in the order of their launch. */
  page(candidates: readonly C[], size: number): readonly C[];
}

/** The pager of an order; `random` draws from a stream for each pass by its number. */
export function createPager<C extends ListedRun>(order: Order, random: (pass: number) => Random): Pager<C> {
  switch (order) {
    case "cursor":
      return new Cursor();
    case "oldest":
      return { page: (candidates, size) => candidates.slice(0, size) };
    case "random":
      return new Shuffled(random);
    case "stable":
      return { page: (candidates, size) => byPlace(candidates).slice(0, size) };
  }
}

/**
 * Goes on behind the last run of the pass before, in the table's own order, and at its end from the beginning again: a sweep
 * leaves nobody out, however many runs come meanwhile.
 */
class Cursor<C extends ListedRun> implements Pager<C> {
  #last = Number.NEGATIVE_INFINITY;

  page(candidates: readonly C[], size: number): readonly C[] {
    const inOrder = byPlace(candidates);
    const found = inOrder.findIndex(({ place }) => place > this.#last);
    const from = found < 0 ? 0 : found;
    const page = [...inOrder.slice(from, from + size), ...inOrder.slice(0, from)].slice(0, size);
    if (page.length > 0) this.#last = page[page.length - 1].place;
    return page;
  }
}

/** Draws a page without putting back, by the first steps of a Fisher-Yates shuffle. */
class Shuffled<C extends ListedRun> implements Pager<C> {
  readonly #random: (pass: number) => Random;
  #passes = 0;

  constructor(random: (pass: number) => Random) {
    this.#random = random;
  }

  page(candidates: readonly C[], size: number): readonly C[] {
    const random = this.#random(this.#passes++);
    const left = [...candidates];
    const count = Math.min(size, left.length);
    for (let at = 0; at < count; at++) {
      const chosen = at + Math.floor(random.uniform() * (left.length - at));
      [left[at], left[chosen]] = [left[chosen], left[at]];
    }
    return left.slice(0, count);
  }
}

/** Sorts candidates as a table stores them, by a hash of their keys. */
function byPlace<C extends ListedRun>(candidates: readonly C[]): readonly C[] {
  return candidates.toSorted((a, b) => a.place - b.place);
}
