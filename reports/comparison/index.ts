import type { ComparisonOutcome } from "../../sim/outcome/compared.js";
import { cut, marked } from "../comment.js";
import { inert } from "../inert.js";
import { readableJson } from "../json.js";
import type { Reporter } from "../reporter.js";
import { csv } from "./csv.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

const page = marked(markdown, ({ configurations }) => [
  "compare",
  ...new Set(configurations.flatMap(({ scenario, variant }) => [scenario, variant])),
]);

/** `comparison.json`: keys in their fixed order. */
export function comparisonJson(comparison: ComparisonOutcome): string {
  return readableJson(comparison);
}

/** `comparison.csv` and `comparison.md` of a folder. */
export function comparisonFiles(comparison: ComparisonOutcome): Readonly<Record<string, string>> {
  return {
    "comparison.csv": inert(csv).print(comparison, { color: false }),
    "comparison.md": inert(page).print(comparison, { color: false }),
  };
}

/** Every format in which a comparison is printed; the first is the default. */
export const comparisonReporters: readonly Reporter<ComparisonOutcome>[] = [
  inert(text),
  inert({ format: "json", print: comparisonJson }),
  inert(csv),
  inert(cut(page, "comparison.md of the folder that --out names, and in --format text")),
  inert(junit),
];
