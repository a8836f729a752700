import { json } from "./json.js";
import { markdown } from "./markdown.js";
import type { VerificationReporter } from "./reporter.js";
import { text } from "./text.js";

/** Every format in which a verification is printed; the first is the default. */
export const verificationReporters: readonly VerificationReporter[] = [text, json, markdown];

export { verificationJson } from "./json.js";
export { verificationMarkdown } from "./markdown.js";
export type { VerificationReporter } from "./reporter.js";
