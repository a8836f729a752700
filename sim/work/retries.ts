import { retryDelay } from "../../workload/retries.js";
import { type Cause, TIMEOUT } from "../facts/ends.js";

import type { ClassTable } from "./classes.js";
import { ATTEMPT_SHIFT, CONNECTING, Flag, Place, Row, Steps, type WorkTable } from "./row.js";

const ATTEMPT_MASK = 0xfff;
/** Retries that a class may always make, before its budget has grown: a bucket's depth. */
const BUDGET_DEPTH = 10;

/** Decides which failed attempts are tried again, and when: each in a row of its own, since a task may still hold the old one. */
export class Retries {
  readonly #requests: WorkTable;
  readonly #classes: ClassTable;
  readonly #seed: number;
  readonly #patience: number;
  readonly #budgets: Float64Array;
  /** Requests of a class's demand when its budget was last filled. */
  readonly #seen: Float64Array;

  /** `patience` is when the balancer's 504 would come: who waits longer takes it for any other 5xx. */
  constructor(requests: WorkTable, classes: ClassTable, seed: number, patience: number) {
    this.#requests = requests;
    this.#classes = classes;
    this.#seed = seed;
    this.#patience = patience;
    this.#budgets = new Float64Array(classes.length).fill(BUDGET_DEPTH);
    this.#seen = new Float64Array(classes.length);
  }

  /** The next attempt of the request in `row`, laid out and due after `delay`; null when the request ends here. */
  next(row: number, cause: Cause): { readonly row: number; readonly delay: number } | null {
    const words = this.#requests.words;
    const requestClass = words[row + Row.CURSOR] >> Steps.SHIFT;
    const { name, retries, share, timeout } = this.#classes.list[requestClass];
    const attempt = (words[row + Row.FLAGS] >> ATTEMPT_SHIFT) & ATTEMPT_MASK;
    if (retries === null || attempt >= retries.attempts) return null;
    const isRefused = (words[row + Row.FLAGS] & CONNECTING) !== 0;
    const gaveUp = cause === TIMEOUT && !isRefused && (timeout ?? Infinity) <= this.#patience;
    if (!retries.on.includes(gaveUp ? "timeout" : "5xx")) return null;
    const ordinal = words[row + Row.ORDINAL];
    if (retries.budget !== undefined && !this.#spend(requestClass, ordinal, retries.budget * share)) return null;
    const delay = retryDelay({ name, retries }, this.#seed, ordinal, attempt + 1);
    return { row: this.#copy(row, attempt + 1), delay };
  }

  #copy(from: number, attempt: number): number {
    const next = this.#requests.allocate();
    const words = this.#requests.words;
    this.#requests.instants[next >> 1] = this.#requests.instants[from >> 1];
    words[next + Row.TASK] = Place.NOWHERE;
    words[next + Row.CURSOR] = words[from + Row.CURSOR] & ~Steps.MASK; // from the first step on
    words[next + Row.ORDINAL] = words[from + Row.ORDINAL];
    words[next + Row.FLAGS] = Flag.OPEN | (words[from + Row.FLAGS] & Flag.REPORTED) | (attempt << ATTEMPT_SHIFT);
    for (let step = 0; step < Steps.MAX; step++) words[next + Row.STEPS + step] = words[from + Row.STEPS + step];
    return next;
  }

  /** A retry costs one; every request of the demand brings `income`, for one in so many of them is of the class. */
  #spend(requestClass: number, ordinal: number, income: number): boolean {
    const come = Math.max(0, ordinal - this.#seen[requestClass]);
    this.#seen[requestClass] = Math.max(ordinal, this.#seen[requestClass]);
    const filled = Math.min(BUDGET_DEPTH, this.#budgets[requestClass] + come * income);
    const isAllowed = filled >= 1;
    this.#budgets[requestClass] = isAllowed ? filled - 1 : filled;
    return isAllowed;
  }
}
