export { aggregate, type Experiment } from "./aggregate.js";
export { type BracketEnd, bracketEnds, withBrackets } from "./brackets.js";
export { type Claim, claimShape, serviceOfClaim } from "./claims.js";
export { compareRuns, type MeasureComparison } from "./comparison.js";
export { exitCode, type OutcomeExitCode } from "./exit-code.js";
export type { Measure } from "./metrics/measure.js";
export { parseReference } from "./metrics/reference.js";
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
export type { Run, StratumDefinition } from "./runs.js";
export { unbilled } from "./unbilled.js";
export { clockOutcome } from "./wall-clock.js";
