export { type ArrivalsKind, arrivalKinds, followsCurve } from "./arrivals/index.js";
export { Clock, type ClockConfig, clockShape } from "./clock.js";
export { type CsvFinding, type CurveKind, curves, integral, type RateSegments, rateAt } from "./curves/index.js";
export { Demand } from "./demand.js";
export { type DemandConfig, demandShape, hasSessions, type SessionDemandConfig } from "./demand-shape.js";
export { createDemands, createSessionTimeline, type DemandContext, demandDispersion } from "./demands.js";
export type { Dispersion } from "./dispersion.js";
export {
  createDistribution,
  type Distribution,
  type DistributionConfig,
  type DistributionKind,
  distributionShape,
  distributions,
} from "./distributions/index.js";
export { exp, log } from "./exp.js";
export { type SlowDownstream, slowDownstream, type TrafficSpike, trafficSpike } from "./incidents.js";
export { InputError } from "./input-error.js";
export type { Month } from "./month.js";
export { keyed, Random, replicationSeed } from "./random.js";
export { type ReconnectPolicy, reconnectPause, reconnects } from "./reconnects.js";
export { type RequestClass, type RequestStep, stepsMax } from "./requests.js";
export { type Retries, retryDelay } from "./retries.js";
export { type SessionConfig, type SessionMoment, type SessionTimeline, sessionShape } from "./sessions.js";
export { Tables } from "./tables.js";
export { type RequestTemplate, requestTemplateShape, type StagingConfig, stagingShape } from "./target.js";
export { parseTemplate, type TemplatePart } from "./templates.js";
export { type Instant, instant, instantOf, momentsOf } from "./when.js";
export { timezone } from "./zone.js";
