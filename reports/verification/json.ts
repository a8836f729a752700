import type { Verification } from "../../sim/outcome/verification/index.js";
import { readableJson } from "../json.js";
import type { Reporter } from "../reporter.js";

/** `verification.json`: keys in their fixed order. */
export function verificationJson(verification: Verification): string {
  return readableJson(verification);
}

/** One JSON document for programs. */
export const json: Reporter<Verification> = {
  format: "json",
  print: verificationJson,
};
