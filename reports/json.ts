import type { Outcome } from "../sim/outcome/outcome.js";
import type { Reporter } from "./reporter.js";

// A raw line break after "[" cannot stand inside a JSON string, so only arrays of numbers match, and arrays of those.
const numbersOnly = /\[\n[\s\d.,eE+\-nul[\]]*\]/g;

/** `outcome.json`: keys in their fixed order. */
export function outcomeJson(outcome: Outcome): string {
  return readableJson(outcome);
}

/** JSON for programs and people: a list of numbers on one line, null where there is no number. */
export function readableJson(value: unknown): string {
  const indented = JSON.stringify(value, null, 2);
  return `${indented.replace(numbersOnly, (list) => list.replace(/\s+/g, "").replaceAll(",", ", "))}\n`;
}

/** One JSON document for programs. */
export const json: Reporter = { format: "json", print: outcomeJson };
