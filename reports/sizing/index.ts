import type { Sizing } from "../../sim/sizing/sizing.js";
import { cut, marked } from "../comment.js";
import { inert } from "../inert.js";
import { readableJson } from "../json.js";
import type { Reporter } from "../reporter.js";
import { csv } from "./csv.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

const page = marked(markdown, ({ sizing, variant }) => ["size", sizing, variant]);

/** `sizing.json`: keys in their fixed order. */
export function sizingJson(sizing: Sizing): string {
  return readableJson(sizing);
}

/** A row for every size, for spreadsheets. */
export function sizingCsv(sizing: Sizing): string {
  return inert(csv).print(sizing, { color: false });
}

/** Every format in which sizes are printed; the first is the default. */
export const sizingReporters: readonly Reporter<Sizing>[] = [
  inert(text),
  inert({ format: "json", print: sizingJson }),
  inert(csv),
  inert(cut(page, "--format text and --format csv")),
];
