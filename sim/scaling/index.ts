export {
  type Activity,
  Autoscaler,
  type AutoscalerOptions,
  type AutoscalerResult,
  type ScalingRefusal,
  type ServiceState,
} from "./autoscaler.js";
export { type AutoscalingConfig, autoscalingShape } from "./autoscaling.js";
export { nthEarliest } from "./cooldown.js";
export { Degradation, type DegradationConfig, type DegradationLevel, degradationShape } from "./degradation.js";
export { ScalingLag } from "./lag.js";
export { createGauges, type Gauges, type MetricName, metricNames, metricTimings, periodOf } from "./metric.js";
export type { MeteredService } from "./metrics/kind.js";
export { policies } from "./policies/index.js";
export type { PolicyKind } from "./policy.js";
export { scheduleRefused } from "./policy.js";
export { type ScalableTarget, ScalingLoop } from "./scaling-loop.js";
export { createPolicies, type PolicyConfig, scalingShape } from "./scaling-shape.js";
