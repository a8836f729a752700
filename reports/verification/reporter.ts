import type { Verification } from "../../sim/outcome/verification/index.js";

/** A way to print a verification: a pure function that formats and computes nothing. */
export interface VerificationReporter {
  /** What `--format` calls it. */
  readonly format: string;
  readonly about: string;
  print(verification: Verification, options: { readonly color: boolean }): string;
}
