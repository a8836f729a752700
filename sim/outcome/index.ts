export { aggregate, type Experiment } from "./aggregate.js";
export { type BracketEnd, bracketEnds, withBrackets } from "./brackets.js";
export { claimShape, type DocumentClaim, serviceOfClaim } from "./claims.js";
export { compareRuns, type ReadingComparison } from "./comparison.js";
export { unbilled } from "./cost-outcome.js";
export { exitCode, type OutcomeExitCode } from "./exit-code.js";
export {
  type DecidingDefaults,
  type DemandLimits,
  demandsApart,
  limitsOf,
  type Objective,
  objectiveShape,
  parseWatched,
  unjudged,
} from "./objectives/index.js";
export { parseReference, type Reading } from "./reading.js";
export type { Run, StratumDefinition } from "./runs.js";
export { clockOutcome } from "./wall-clock.js";
