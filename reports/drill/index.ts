import { json } from "./json.js";
import { markdown } from "./markdown.js";
import type { DrillReporter } from "./reporter.js";
import { text } from "./text.js";

/** Every format in which a drill is printed; the first is the default. */
export const drillReporters: readonly DrillReporter[] = [text, json, markdown];

export { drillJson } from "./json.js";
export { drillMarkdown } from "./markdown.js";
export type { DrillReporter } from "./reporter.js";
