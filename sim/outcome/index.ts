export { aggregate, type Experiment } from "./aggregate.js";
export { type BracketRuns, bracketEnds, withBrackets } from "./brackets.js";
export {
  answerLadderClaims,
  claimShape,
  type DocumentClaim,
  isOfLadder,
  partOfClaim,
  serviceOfClaim,
  techniqueOfClaim,
} from "./claims.js";
export { compareRuns, type ReadingComparison } from "./comparison.js";
export { unbilled } from "./cost-outcome.js";
export { exitCode, type OutcomeExitCode } from "./exit-code.js";
export {
  type Configuration,
  configurationsOf,
  type Ladder,
  type LadderRuns,
  ladderOutcome,
  ladderShape,
  nameOf,
} from "./ladder.js";
export {
  breachShape,
  canaryObjectiveShape,
  type DecidingDefaults,
  type DemandLimits,
  demandsApart,
  isBroken,
  limitsOf,
  type Objective,
  objectiveShape,
  parseWatched,
  unjudged,
} from "./objectives/index.js";
export type { BracketEnd } from "./outcome.js";
export { parseReference, type Reading } from "./reading.js";
export type { Run, StratumDefinition } from "./runs.js";
export { clockOutcome } from "./wall-clock.js";
