import { formatIssue } from "../../scenarios/language/index.js";
import type { ReadScenario } from "./read.js";

/** Rules whose warnings change what a figure means: of what time its prices, its month or its load are. */
const lasting = [
  "clock-change",
  "csv-times",
  "dated-incident",
  "old-price",
  "repeated-incident",
  "represents",
  "same-replications",
  "short-trace",
  "start-loop",
  "strange-price",
  "trace-times",
];

/** The warnings that stay with the figures, however quiet a call is and wherever its result is read. */
export function lastingWarnings({ warnings }: ReadScenario): readonly string[] {
  return warnings.filter(({ code }) => lasting.includes(code)).map(formatIssue);
}
