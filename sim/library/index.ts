export { Laboratory, type SampleStore } from "../experiments/laboratory.js";
export { Threads } from "../experiments/threads.js";
export type { Estimate } from "../facts/estimates.js";
export type { CanaryOutcome, CanaryRollout, CanaryRule, CanaryStep } from "../outcome/canary/outcome.js";
export type { ComparisonOutcome, Contrast } from "../outcome/compared.js";
export type { OptimizationOutcome } from "../outcome/optimized.js";
export type { ObjectiveOutcome, Outcome, ServiceOutcome } from "../outcome/outcome.js";
export type { SensitivityOutcome, UnknownOutcome } from "../outcome/sensitivity.js";
export type { PointOutcome, SweepOutcome } from "../outcome/swept.js";
export type { Scenario } from "../scenario/index.js";
export {
  type CanaryOptions,
  type CompareOptions,
  compare,
  type ExperimentCall,
  IncompleteExperiment,
  type OptimizeOptions,
  optimize,
  type SensitivityOptions,
  type SweepOptions,
  sensitivity,
  sizeCanary,
  sweep,
  type Vary,
} from "./experiments.js";
export { type PredictOptions, predict, simulate } from "./predict.js";
export { type OpenScenario, type ReadOptions, read } from "./read.js";
export { ScenarioError } from "./scenario-error.js";
