import type { RequestClass } from "../../workload/requests.js";
import { type Retries as RetryRules, retryDelay } from "../../workload/retries.js";
import type { PlannedRequest } from "../plan/planned.js";
import type { Verdict } from "./judge.js";

/** Retries that a class may always make, before its budget has grown: a bucket's depth, as in the simulator. */
const budgetDepth = 10;

/** Decides which failed attempts are tried again, and when: by the draws that the simulator takes for the same request. */
export class Retries {
  readonly #seed: number;
  /** Retries that each class may still make. */
  readonly #budgets = new Map<RequestClass, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A request has come: its class may retry a share more. */
  come({ class: requestClass }: PlannedRequest): void {
    const share = requestClass.retries?.budget;
    if (share !== undefined) this.#fill(requestClass, this.#budgetOf(requestClass) + share);
  }

  /** Microseconds until attempt `attempt` (1 is the first retry) of a request whose last one failed; null for never. */
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

/** A client knows its own timeout; all else that another attempt may mend is a 5xx to it, throttling and lost connections too. */
function isTriedAgain({ ending, status, cause }: Verdict, { on }: RetryRules): boolean {
  if (ending === "answered") return false;
  if (ending === "timedOut") return on.includes("timeout");
  const mayBeMended = status === null || status >= 500 || cause === "throttled";
  return mayBeMended && on.includes("5xx");
}
