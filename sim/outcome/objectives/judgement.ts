import type { ObjectiveOutcome } from "../outcome.js";
import type { FoundVerdict } from "./verdict.js";

/** A verdict with the number behind it. */
export type Judgement = Pick<ObjectiveOutcome, "verdict" | "value" | "margin" | "detail">;

/** A judgement whose sentence ends with what the decision stands on, where that is worth saying. */
export function judgement({ verdict, basis }: FoundVerdict, told: string, value?: number, margin?: number): Judgement {
  return {
    verdict,
    value: value ?? null,
    margin: margin ?? null,
    detail: [told, basis].filter(Boolean).join(" · "),
  };
}

/** ", 95 % bounds 58 % and 66 %": what leaves a verdict open; no value lies below nothing, or above `most`. */
export function boundsWords({ bounds }: FoundVerdict, print: (value: number) => string, most: number): string {
  if (bounds === undefined) return "";
  return `, 95 % bounds ${print(Math.max(0, bounds.low))} and ${print(Math.min(bounds.high, most))}`;
}
