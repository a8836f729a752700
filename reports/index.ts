import type { Outcome } from "../sim/outcome/outcome.js";
import { cut, marked } from "./comment.js";
import { csv } from "./csv.js";
import { inert } from "./inert.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { ofPart, type Reporter } from "./reporter.js";
import { telemetryReporters } from "./telemetry/index.js";
import { text } from "./text.js";

const page = marked(markdown, ({ kind, scenario, variant }) => [
  kind === "measured" ? "load" : "run",
  scenario,
  variant,
]);

/** Every format that `--format` knows; the first is the default. */
export const reporters: readonly Reporter[] = [
  inert(text),
  inert(json),
  inert(csv),
  inert(cut(page, "report.html of the folder that --out names, and in --format text")),
  inert(junit),
  ...telemetryReporters.map((each) => ofPart(each, (outcome: Outcome) => [outcome])),
];

export { outcomeJson } from "./json.js";
export type { Reporter } from "./reporter.js";
export { eventsNdjson, seriesCsv } from "./run-files.js";
