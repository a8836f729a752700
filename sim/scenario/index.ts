export { assumptionsOf } from "./assumptions.js";
export { marketOf, spotMarketsOf } from "./markets.js";
export { type ReadingContext, type ReadScenario, readScenario, reviveScenario, type ScenarioReading } from "./read.js";
export { type Scenario, scenarioShape } from "./shape.js";
