import type { OptimizationOutcome } from "../../sim/outcome/optimized.js";
import { cut, marked } from "../comment.js";
import { inert } from "../inert.js";
import { readableJson } from "../json.js";
import type { Reporter } from "../reporter.js";
import { csv } from "./csv.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

const page = marked(markdown, ({ scenario }) => ["optimize", scenario]);

/** `optimization.json`: keys in their fixed order. */
export function optimizationJson(found: OptimizationOutcome): string {
  return readableJson(found);
}

/** `optimization.csv` and `optimization.md` of a folder. */
export function optimizationFiles(found: OptimizationOutcome): Readonly<Record<string, string>> {
  return {
    "optimization.csv": inert(csv).print(found, { color: false }),
    "optimization.md": inert(page).print(found, { color: false }),
  };
}

/** Every format in which an optimization is printed; the first is the default. */
export const optimizationReporters: readonly Reporter<OptimizationOutcome>[] = [
  inert(text),
  inert({ format: "json", print: optimizationJson }),
  inert(csv),
  inert(cut(page, "optimization.md of the folder that --out names, and in --format csv")),
  inert(junit),
];
