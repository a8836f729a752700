import type { Verification } from "../../sim/outcome/verification/index.js";
import { inert } from "../inert.js";
import type { Reporter } from "../reporter.js";
import { csv } from "./csv.js";
import { json } from "./json.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

/** Every format in which a verification is printed; the first is the default. */
export const verificationReporters: readonly Reporter<Verification>[] = [
  inert(text),
  inert(json),
  inert(csv),
  inert(markdown),
];

export { verificationJson } from "./json.js";

/** `verification.md`: tables for the summary of a job. */
export function verificationMarkdown(verification: Verification): string {
  return inert(markdown).print(verification, { color: false });
}
