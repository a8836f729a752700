export { type DecidingDefaults, type Evidence, evaluateObjectives, unjudged } from "./evaluate.js";
export { type DemandLimits, demandsApart, limitsOf, subjectNamed } from "./expand.js";
export { canBreach } from "./minutes.js";
export type { Objective } from "./objective.js";
export { parseObjective } from "./parse.js";
export { objectiveShape } from "./shape.js";
export { parseWatched } from "./watched.js";
