export { assumptionsOf } from "./assumptions.js";
export { type ReadingContext, type ReadScenario, readScenario, type ScenarioReading } from "./read.js";
export { type Scenario, scenarioShape } from "./shape.js";
