export { partSize, type TaskPart } from "../incidents/index.js";
export { applicationVcpu, sidecarHazard, sidecarMemory, sidecarVcpu, taskSize } from "../services/fleet/sidecars.js";
export { createTaskDefinition } from "../services/fleet/task-definitions.js";
export type { RequestServiceConfig } from "../services/request/shape.js";
export { aspectsOf, heldBy } from "../services/service-shape.js";
export { assumptionsOf, decidingDefaults, lastingWarnings } from "./assumptions.js";
export { calendarBasis, daysOf } from "./calendar.js";
export { demandContext } from "./demand-context.js";
export type { ReadingContext } from "./document.js";
export { ScenarioData } from "./files.js";
export { crunchMarketsOf, marketOf } from "./markets.js";
export type { CalendarDay } from "./read.js";
export {
  type ReadScenario,
  readScenario,
  reviveDays,
  reviveScenario,
  type ScenarioReading,
  withSettings,
} from "./read.js";
export { requestService, requestServices, undrivable } from "./request-services.js";
export { type Scenario, scenarioShape } from "./shape.js";
export { type Unknown, type UnknownEnd, unknownEnds, unknownsOf } from "./unknowns.js";
