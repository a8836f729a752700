import type { DrillReport } from "../../sim/outcome/verification/index.js";

/** A way to print a drill: a pure function that formats and computes nothing. */
export interface DrillReporter {
  /** What `--format` calls it. */
  readonly format: string;
  readonly about: string;
  print(report: DrillReport, options: { readonly color: boolean }): string;
}
