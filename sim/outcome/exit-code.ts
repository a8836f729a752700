import { subjectWords } from "./objectives/parse.js";
import type { ObjectiveOutcome, Outcome } from "./outcome.js";
import { costSubject } from "./reading.js";
import type { DrillReport } from "./verification/drill.js";
import type { Verification } from "./verification/verification.js";

/** Exit code of a finished run: 0 good, 3 an objective missed, 5 aborted with what was done so far. */
export type OutcomeExitCode = 0 | 3 | 5;

/** Missed targets fail, those that are left open only when `strict`; alerts never do. An aborted run decides nothing. */
export function exitCode(outcome: Outcome, { strict }: { readonly strict: boolean }): OutcomeExitCode {
  if (outcome.aborted !== null || outcome.replications < outcome.replicationsAsked) return 5;
  return failsTarget(outcome, strict) ? 3 : 0;
}

/** A result that was held against objectives. */
export interface Judged {
  readonly kind: Outcome["kind"] | "verification";
  readonly objectives: readonly ObjectiveOutcome[];
}

/** Whether a target is missed; when `strict`, whether one is left open too. */
export function failsTarget(judged: Judged, strict: boolean): boolean {
  const isMissed = judged.objectives.some(({ severity, verdict }) => severity === "target" && verdict === "missed");
  return isMissed || (strict && openTargets(judged).length > 0);
}

/** Targets that are undecided or not evaluated, of those that such a result can answer. */
export function openTargets({ kind, objectives }: Judged): readonly ObjectiveOutcome[] {
  return objectives.filter(
    ({ objective, severity, verdict }) =>
      severity === "target" &&
      (verdict === "undecided" || verdict === "not evaluated") &&
      isAnswerable(subjectWords(objective), kind),
  );
}

/** A single side has no error, and what was measured no bill. */
function isAnswerable(words: readonly string[], kind: Judged["kind"]): boolean {
  const asksError = words.at(-1) === "error" && kind !== "verification";
  const asksCost = words.includes(costSubject) && kind !== "predicted";
  return !asksError && !asksCost;
}

/**
 * Exit code of a verification: 5 aborted with what was measured so far, 4 the generator was measured and not the
 * system, 3 a target missed, 0 good. Alerts never fail; undecided targets do when `strict`.
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
