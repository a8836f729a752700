import type { RequestClass } from "../../workload/requests.js";
import { type Retries as RetryRules, retryDelay } from "../../workload/retries.js";
import type { PlannedRequest } from "../plan/planned.js";
import type { Verdict } from "./judge.js";

/** Largest budget of retries of a class, with which it also starts: the depth of the bucket, as in the simulator. */
const budgetDepth = 10;

/** Decides which failed attempts are retried, and when, by the draws that the simulator makes for the same request. */
export class Retries {
  readonly #seed: number;
  /** Number of retries that each class may still make. */
  readonly #budgets = new Map<RequestClass, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** To be called for each new request, which adds a share of a retry to its class's budget. */
  come({ class: requestClass }: PlannedRequest): void {
    const share = requestClass.retries?.budget;
    if (share !== undefined) this.#fill(requestClass, this.#budgetOf(requestClass) + share);
  }

  /**
   * Microseconds until attempt `attempt` (1 is the first retry) of a request whose last one failed; null when it is not
   * retried.
   */
  delay({ class: requestClass, ordinal }: PlannedRequest, attempt: number, verdict: Verdict): number | null {
    const { name, retries } = requestClass;
    if (retries === null || attempt > retries.attempts || !isTriedAgain(verdict, retries)) return null;
    if (retries.budget !== undefined && !this.#spend(requestClass)) return null;
    return retryDelay({ name, retries }, this.#seed, ordinal, attempt);
  }

  #spend(requestClass: RequestClass): boolean {
    const budget = this.#budgetOf(requestClass);
    if (budget < 1) return false;
    this.#fill(requestClass, budget - 1);
    return true;
  }

  #budgetOf(requestClass: RequestClass): number {
    return this.#budgets.get(requestClass) ?? budgetDepth;
  }

  #fill(requestClass: RequestClass, budget: number): void {
    this.#budgets.set(requestClass, Math.min(budgetDepth, budget));
  }
}

/**
 * A client recognises its own timeout. Everything else that a retry may cure counts as a 5xx, throttling and lost
 * connections included.
 */
function isTriedAgain({ ending, status, cause }: Verdict, { on }: RetryRules): boolean {
  if (ending === "answered") return false;
  if (ending === "timedOut") return on.includes("timeout");
  const mayBeMended = status === null || status >= 500 || cause === "throttled";
  return mayBeMended && on.includes("5xx");
}
