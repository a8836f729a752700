import type { DrillReport } from "../../sim/outcome/verification/index.js";
import { inert } from "../inert.js";
import type { Reporter } from "../reporter.js";
import { csv } from "./csv.js";
import { json } from "./json.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

/** Every format in which a drill is printed; the first is the default. */
export const drillReporters: readonly Reporter<DrillReport>[] = [inert(text), inert(json), inert(csv), inert(markdown)];

export { drillJson } from "./json.js";

/** `drill.md`: tables for the summary of a job. */
export function drillMarkdown(report: DrillReport): string {
  return inert(markdown).print(report, { color: false });
}
