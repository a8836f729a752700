import { failsTarget } from "../exit-code.js";
import type { DrillReport } from "./drill.js";
import type { Verification } from "./verification.js";

/**
 * What a verification tells the shell: 5 aborted with what was measured so far, 4 the generator was measured and not the
 * system, 3 a target missed, 0 good. Alerts never fail; targets that are left open do when `strict`.
 */
export function verificationExitCode(
  verification: Verification,
  { strict }: { readonly strict: boolean },
): 0 | 3 | 4 | 5 {
  if (verification.aborted !== null) return 5;
  if (!verification.audit.valid) return 4;
  return failsTarget(verification, strict) ? 3 : 0;
}

/** The same of a drill, which is aborted also where its load was not. */
export function drillExitCode(
  { aborted, verification }: DrillReport,
  options: { readonly strict: boolean },
): 0 | 3 | 4 | 5 {
  return aborted === null ? verificationExitCode(verification, options) : 5;
}
