import type { ObjectiveOutcome, Outcome } from "./outcome.js";

/** What a finished run tells the shell: 0 good, 3 an objective missed, 5 aborted with what was done so far. */
export type ExitCode = 0 | 3 | 5;

/** Missed targets fail, undecided ones only when `strict`; alerts never do. An aborted run decides nothing. */
export function exitCode(outcome: Outcome, { strict }: { readonly strict: boolean }): ExitCode {
  if (outcome.aborted !== null || outcome.replications < outcome.replicationsAsked) return 5;
  return failsTarget(outcome.objectives, strict) ? 3 : 0;
}

/** Whether a target is missed; when `strict`, whether one is undecided too. */
export function failsTarget(objectives: readonly ObjectiveOutcome[], strict: boolean): boolean {
  return objectives.some(
    ({ severity, verdict }) => severity === "target" && (verdict === "missed" || (strict && verdict === "undecided")),
  );
}
