import type { SweepOutcome } from "../../sim/outcome/swept.js";
import { cut, marked } from "../comment.js";
import { inert } from "../inert.js";
import { readableJson } from "../json.js";
import type { Reporter } from "../reporter.js";
import { csv } from "./csv.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

const page = marked(markdown, ({ scenario }) => ["sweep", scenario]);

/** `sweep.json`: keys in their fixed order. */
export function sweepJson(sweep: SweepOutcome): string {
  return readableJson(sweep);
}

/** `sweep.csv` of a folder. */
export function sweepCsv(sweep: SweepOutcome): string {
  return inert(csv).print(sweep, { color: false });
}

/** Every format in which a sweep is printed; the first is the default. */
export const sweepReporters: readonly Reporter<SweepOutcome>[] = [
  inert(text),
  inert({ format: "json", print: sweepJson }),
  inert(csv),
  inert(cut(page, "sweep.csv of the folder that --out names, and in --format csv")),
  inert(junit),
];
