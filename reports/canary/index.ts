import type { CanaryOutcome } from "../../sim/outcome/canary/outcome.js";
import { cut, marked } from "../comment.js";
import { inert } from "../inert.js";
import { readableJson } from "../json.js";
import type { Reporter } from "../reporter.js";
import { csv } from "./csv.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

const page = marked(markdown, ({ scenario, variant }) => ["canary", scenario, variant]);

/** The text of each file that a folder of `sim canary --out` has, by its name. */
export function canaryFiles(outcome: CanaryOutcome): Readonly<Record<string, string>> {
  return {
    "canary.csv": inert(csv).print(outcome, { color: false }),
    "canary.md": inert(page).print(outcome, { color: false }),
    "canary.json": readableJson(outcome),
  };
}

/** Every format in which a canary is told of; the first is the default. */
export const canaryReporters: readonly Reporter<CanaryOutcome>[] = [
  inert(text),
  inert({ format: "json", print: readableJson }),
  inert(csv),
  inert(cut(page, "canary.md of the folder that --out names, and in --format text")),
  inert(junit),
];
