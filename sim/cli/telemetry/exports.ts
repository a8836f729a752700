import { canaryReporters } from "../../../reports/canary/index.js";
import { comparisonReporters } from "../../../reports/comparison/index.js";
import { historyReporters } from "../../../reports/history/index.js";
import type { Result } from "../../../reports/html/index.js";
import { reporters } from "../../../reports/index.js";
import { optimizationReporters } from "../../../reports/optimization/index.js";
import { ofPart, type Reporter } from "../../../reports/reporter.js";
import { sensitivityReporters } from "../../../reports/sensitivity/index.js";
import { sweepReporters } from "../../../reports/sweep/index.js";
import { telemetryReporters } from "../../../reports/telemetry/index.js";
import { verificationReporters } from "../../../reports/verification/index.js";
import type { Outcome } from "../../outcome/outcome.js";
import type { ExportFormat } from "../results/export-files.js";
import type { VerificationRecord } from "../results/verification-directory.js";

/** Both runs of a verification. */
export function outcomesOf({ predicted, measured }: Pick<VerificationRecord, "predicted" | "measured">) {
  return [predicted.outcome, measured.outcome];
}

/** Reporters of a verification with both of its runs: its own formats, and the metrics of the runs. */
export const recordReporters: readonly Reporter<VerificationRecord>[] = [
  ...verificationReporters.map((each) => ofPart(each, ({ verification }: VerificationRecord) => verification)),
  ...telemetryReporters.map((each) => ofPart(each, outcomesOf)),
];

/** A stored result in such a format; null where it has no such metrics. */
export function exported(result: Result, format: ExportFormat): string | null {
  const outcomes = runsOf(result);
  const metrics = telemetryReporters.find((each) => each.format === format);
  if (metrics !== undefined) return outcomes.length === 0 ? null : metrics.print(outcomes, { color: false });
  switch (result.kind) {
    case "predicted":
    case "measured":
      return printed(reporters, result, format);
    case "verification":
      return printed(verificationReporters, result.verification, format);
    case "comparison":
      return printed(comparisonReporters, result, format);
    case "sweep":
      return printed(sweepReporters, result, format);
    case "optimization":
      return printed(optimizationReporters, result, format);
    case "sensitivity":
      return printed(sensitivityReporters, result, format);
    case "canary":
      return printed(canaryReporters, result, format);
    case "history":
      return printed(historyReporters, [result], format);
  }
}

/** The runs whose metrics a stored result has. */
export function runsOf(result: Result): readonly Outcome[] {
  switch (result.kind) {
    case "predicted":
    case "measured":
      return [result];
    case "verification":
      return [result.predicted, result.measured];
    default:
      return [];
  }
}

function printed<Printed>(all: readonly Reporter<Printed>[], result: Printed, format: string): string {
  return all.find((each) => each.format === format)!.print(result, { color: false });
}
