import type { Outcome } from "../sim/outcome/outcome.js";

/** A way to print a result: a pure function that formats and computes nothing. */
export interface Reporter<Result = Outcome> {
  /** What `--format` calls it. */
  readonly format: string;
  print(result: Result, options: { readonly color: boolean }): string;
}
