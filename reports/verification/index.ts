import type { Verification } from "../../sim/outcome/verification/index.js";
import type { Reporter } from "../reporter.js";
import { json } from "./json.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

/** Every format in which a verification is printed; the first is the default. */
export const verificationReporters: readonly Reporter<Verification>[] = [text, json, markdown];

export { verificationJson } from "./json.js";
export { verificationMarkdown } from "./markdown.js";
