import type { CanaryOutcome } from "./canary/outcome.js";
import type { ComparisonOutcome } from "./compared.js";
import type { HistoryOutcome } from "./history.js";
import { subjectWords } from "./objectives/parse.js";
import type { OptimizationOutcome } from "./optimized.js";
import type { ObjectiveOutcome, Outcome } from "./outcome.js";
import { costSubject } from "./reading.js";
import { flipsOf, type SensitivityOutcome } from "./sensitivity.js";
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

/** The code of a comparison: 3 where its last configuration misses or a gate is tripped; with `strict` also where one is left open. */
export function comparisonExitCode(
  { configurations, gates }: ComparisonOutcome,
  { strict }: { readonly strict: boolean },
): 0 | 3 {
  const targets = configurations.at(-1)!.objectives.filter(({ severity }) => severity === "target");
  const isMissed = targets.some(({ verdict }) => verdict === "missed" || (strict && verdict !== "met"));
  const isTripped = gates.some(({ verdict }) => verdict === "tripped" || (strict && verdict !== "passed"));
  return isMissed || isTripped ? 3 : 0;
}

/** The code of a search: 3 where no combination holds every target; with `strict`, also where the choice is not as sure as was asked. */
export function optimizationExitCode(
  { best, isReached }: OptimizationOutcome,
  { strict }: { readonly strict: boolean },
): 0 | 3 {
  return best === null || (strict && !isReached) ? 3 : 0;
}

/** The code of a sensitivity analysis: 3 where a target is missed; with `strict`, also where an unknown decides one otherwise. */
export function sensitivityExitCode(
  { objectives, unknowns }: SensitivityOutcome,
  { strict }: { readonly strict: boolean },
): 0 | 3 {
  const depends = unknowns.flatMap(flipsOf).some(({ severity }) => severity === "target");
  return failsTarget({ kind: "predicted", objectives }, strict) || (strict && depends) ? 3 : 0;
}

/** The code of a canary: 3 where a step cannot decide in the time that it is given. */
export function canaryExitCode({ verdict }: CanaryOutcome): 0 | 3 {
  return verdict === "decides" ? 0 : 3;
}

/** The code of histories: 3 with `strict` where a drift was told at the last night of one. */
export function historyExitCode(histories: readonly HistoryOutcome[], { strict }: { readonly strict: boolean }): 0 | 3 {
  const isDrifting = histories.some(({ series, nights }) =>
    series.some(({ drifts }) => drifts.some(({ at }) => at === nights.length - 1)),
  );
  return strict && isDrifting ? 3 : 0;
}
