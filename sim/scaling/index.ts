export {
  type Activity,
  Autoscaler,
  type AutoscalerOptions,
  type AutoscalerResult,
  type Refusal,
  type ServiceState,
} from "./autoscaler.js";
export { type AutoscalingConfig, autoscalingShape } from "./autoscaling.js";
export { nthEarliest } from "./cooldown.js";
export { Degradation, type DegradationConfig, type DegradationLevel, degradationShape } from "./degradation.js";
export type { PolicyKind } from "./kind.js";
export { ScalingLag } from "./lag.js";
export { metricNames, metricTimings, periodOf } from "./metric.js";
export { createPolicies, type PolicyConfig, policies, scalingShape } from "./policies/index.js";
export { scheduleRefused } from "./reason.js";
