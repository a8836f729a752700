export { partSize, type TaskPart } from "../incidents/index.js";
export { applicationVcpu, sidecarHazard, sidecarMemory, taskSize } from "../services/sidecars.js";
export { assumptionsOf } from "./assumptions.js";
export { decidingDefaults } from "./deciding-defaults.js";
export { demandContext } from "./demand-context.js";
export type { ReadingContext } from "./document.js";
export { marketOf, spotMarketsOf } from "./markets.js";
export { type ReadScenario, readScenario, reviveScenario, type ScenarioReading } from "./read.js";
export { type Scenario, scenarioShape } from "./shape.js";
