import type { SensitivityOutcome } from "../../sim/outcome/sensitivity.js";
import { cut, marked } from "../comment.js";
import { inert } from "../inert.js";
import { readableJson } from "../json.js";
import type { Reporter } from "../reporter.js";
import { csv } from "./csv.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

const page = marked(markdown, ({ scenario, variant }) => ["sensitivity", scenario, variant]);

/** `sensitivity.json`: keys in their fixed order. */
export function sensitivityJson(sensitivity: SensitivityOutcome): string {
  return readableJson(sensitivity);
}

/** `sensitivity.csv` of a folder. */
export function sensitivityCsv(sensitivity: SensitivityOutcome): string {
  return inert(csv).print(sensitivity, { color: false });
}

/** Every format in which a sensitivity analysis is printed; the first is the default. */
export const sensitivityReporters: readonly Reporter<SensitivityOutcome>[] = [
  inert(text),
  inert({ format: "json", print: sensitivityJson }),
  inert(csv),
  inert(cut(page, "sensitivity.csv of the folder that --out names, and in --format text")),
  inert(junit),
];
