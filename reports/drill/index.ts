import type { DrillReport } from "../../sim/outcome/verification/index.js";
import { cut, marked } from "../comment.js";
import { inert } from "../inert.js";
import type { Reporter } from "../reporter.js";
import { csv } from "./csv.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

const page = marked(markdown, ({ verification: { scenario, variant } }) => ["drill", scenario, variant]);

/** Every format in which a drill is printed; the first is the default. */
export const drillReporters: readonly Reporter<DrillReport>[] = [
  inert(text),
  inert(json),
  inert(csv),
  inert(cut(page, "drill.md of the folder that --out names, and in --format text")),
  inert(junit),
];

export { drillJson } from "./json.js";

/** `drill.md`: tables for the summary of a job. */
export function drillMarkdown(report: DrillReport): string {
  return inert(page).print(report, { color: false });
}
