import type { ObjectiveOutcome } from "../outcome.js";
import type { Limits } from "./objective.js";
import type { Decision } from "./verdict.js";

/** A verdict with the number behind it. */
export type Judgement = Pick<ObjectiveOutcome, "verdict" | "value" | "margin" | "detail">;

/** A judgement whose sentence ends with what the decision stands on, where that is worth saying. */
export function judgement({ verdict, basis }: Decision, told: string, value?: number, margin?: number): Judgement {
  return {
    verdict,
    value: value ?? null,
    margin: margin ?? null,
    detail: basis === null ? told : `${told} (${basis})`,
  };
}

/** "of 3 s", "of at least 5" or "in 50 % to 65 %". */
export function limitWords({ min, max }: Limits, print: (value: number) => string): string {
  if (min === Number.NEGATIVE_INFINITY) return `of ${print(max)}`;
  return max === Number.POSITIVE_INFINITY ? `of at least ${print(min)}` : `in ${print(min)} to ${print(max)}`;
}
