import type { DrillReport } from "../../sim/outcome/verification/index.js";
import type { Reporter } from "../reporter.js";
import { json } from "./json.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

/** Every format in which a drill is printed; the first is the default. */
export const drillReporters: readonly Reporter<DrillReport>[] = [text, json, markdown];

export { drillJson } from "./json.js";
export { drillMarkdown } from "./markdown.js";
