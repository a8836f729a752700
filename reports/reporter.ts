import type { Outcome } from "../sim/outcome/outcome.js";

/** A way to print an outcome: a pure function that formats and computes nothing. */
export interface Reporter {
  /** What `--format` calls it. */
  readonly format: string;
  readonly about: string;
  print(outcome: Outcome, options: { readonly color: boolean }): string;
}
