import type { Verification } from "../../sim/outcome/verification/index.js";
import { cut, marked } from "../comment.js";
import { inert } from "../inert.js";
import type { Reporter } from "../reporter.js";
import { csv } from "./csv.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

const page = marked(markdown, ({ scenario, variant }) => ["verify", scenario, variant]);

/** Every format in which a verification is printed; the first is the default. */
export const verificationReporters: readonly Reporter<Verification>[] = [
  inert(text),
  inert(json),
  inert(csv),
  inert(cut(page, "verification.md of the folder that --out names, and in --format text")),
  inert(junit),
];

export { verificationJson } from "./json.js";

/** `verification.md`: tables for the summary of a job. */
export function verificationMarkdown(verification: Verification): string {
  return inert(page).print(verification, { color: false });
}
