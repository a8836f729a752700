import { retryDelay } from "../../workload/retries.js";
import { type Cause, TIMEOUT } from "../facts/ends.js";
import { type ClassTable, Next } from "./classes.js";
import { ATTEMPT_MASK, ATTEMPT_SHIFT, CONNECTING, Flag, Place, Row, Steps, type WorkTable } from "./row.js";
import { Away } from "./station.js";

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
  /** First tries of classes that other services call, each a demand of its own. */
  readonly #called: Float64Array;

  /** `patience` is when the balancer's 504 would come: who waits longer takes it for any other 5xx. */
  constructor(requests: WorkTable, classes: ClassTable, seed: number, patience: number) {
    this.#requests = requests;
    this.#classes = classes;
    this.#seed = seed;
    this.#patience = patience;
    this.#budgets = new Float64Array(classes.length).fill(BUDGET_DEPTH);
    this.#seen = new Float64Array(classes.length);
    this.#called = new Float64Array(classes.length);
  }

  /** A call of this class was tried for the first time. */
  called(requestClass: number): void {
    this.#called[requestClass]++;
  }

  /** The next attempt of the request in `row`, laid out and due after `delay`; null when the request ends here. */
  next(row: number, cause: Cause): { readonly row: number; readonly delay: number } | null {
    const words = this.#requests.words;
    const requestClass = words[row + Row.CURSOR] >> Steps.SHIFT;
    const { name, retries, share, timeout } = this.#classes.list[requestClass];
    const attempt = (words[row + Row.FLAGS] >> ATTEMPT_SHIFT) & ATTEMPT_MASK;
    const isShadow = (words[row + Row.FLAGS] & Flag.SHADOW) !== 0;
    if (retries === null || attempt >= retries.attempts || isShadow) return null;
    const isAnswered = (words[row + Row.FLAGS] & (CONNECTING | Flag.BROKEN)) !== 0;
    const gaveUp = cause === TIMEOUT && !isAnswered && (timeout ?? Infinity) <= this.#patience;
    if (!retries.on.includes(gaveUp ? "timeout" : "5xx")) return null;
    const ordinal = words[row + Row.ORDINAL];
    if (retries.budget !== undefined) {
      const isCalled = (words[row + Row.FLAGS] & Flag.CALLED) !== 0;
      const [come, income] = isCalled ? [this.#called[requestClass], 1] : [ordinal, share];
      if (!this.#spend(requestClass, come, retries.budget * income)) return null;
    }
    const delay = retryDelay({ name, retries }, this.#seed, ordinal, attempt + 1);
    return { row: this.#copy(row, attempt + 1, cause), delay };
  }

  #copy(from: number, attempt: number, cause: Cause): number {
    const next = this.#requests.allocate();
    const words = this.#requests.words;
    this.#requests.instants[next >> 1] = this.#requests.instants[from >> 1];
    words[next + Row.TASK] = Place.NOWHERE;
    words[next + Row.CURSOR] = words[from + Row.CURSOR] & ~Steps.MASK; // from the first step on
    words[next + Row.ORDINAL] = words[from + Row.ORDINAL];
    words[next + Row.FLAGS] = Flag.OPEN | (words[from + Row.FLAGS] & Flag.KEPT) | (attempt << ATTEMPT_SHIFT);
    words[next + Row.BEGAN_AFTER] = cause; // until it begins: why the attempt before it failed
    for (let step = 0; step < Steps.MAX; step++) {
      const isCall = this.#classes.steps[words[next + Row.CURSOR] + step] === Next.CALL;
      words[next + Row.STEPS + step] = isCall ? Away.NOT_YET : words[from + Row.STEPS + step];
    }
    if ((words[next + Row.FLAGS] & Flag.CALLED) !== 0) {
      this.#requests.setCaller(next, this.#requests.wayOf(from), this.#requests.ticketOf(from));
    }
    return next;
  }

  /** A retry costs one; each of the `come` requests of the demand brings `income`, for one in so many is of the class. */
  #spend(requestClass: number, come: number, income: number): boolean {
    const more = Math.max(0, come - this.#seen[requestClass]);
    this.#seen[requestClass] = Math.max(come, this.#seen[requestClass]);
    const filled = Math.min(BUDGET_DEPTH, this.#budgets[requestClass] + more * income);
    const isAllowed = filled >= 1;
    this.#budgets[requestClass] = isAllowed ? filled - 1 : filled;
    return isAllowed;
  }
}
