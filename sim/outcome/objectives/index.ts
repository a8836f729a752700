export { type DecidingDefaults, type Evidence, evaluateObjectives, unjudged } from "./evaluate.js";
export {
  type AskedMetric,
  askedMetric,
  type DemandLimits,
  demandsApart,
  expandObjectives,
  limitsOf,
  type Objective,
  type ServiceAspects,
  subjectNamed,
} from "./objective.js";
export { parseObjective, parseWatched } from "./parse.js";
export { canBreach, isBroken } from "./score.js";
export { breachShape, canaryObjectiveShape, objectiveShape } from "./shape.js";
