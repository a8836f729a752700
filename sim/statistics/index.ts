export {
  type Baseline,
  canaryRequestsNeeded,
  powerOn,
  type QuantilePlan,
  quantileVariance,
  ratioError,
  requestsForProportion,
  smallestFound,
} from "./canary-size.js";
export { normalCdf, normalQuantile, studentCdf, studentQuantile } from "./distributions.js";
export { type Exceedances, ExceedanceTest } from "./exceedance-test.js";
export {
  fromSparse,
  Histogram,
  type HistogramSnapshot,
  HistogramWindow,
  mergeHistograms,
  type SparseHistogram,
  toSparse,
} from "./histogram.js";
export type { Interval } from "./interval.js";
export {
  confidenceInterval,
  isRare,
  type MeanInterval,
  meanInterval,
  proportionInterval,
  ruleOfThree,
  stratifiedInterval,
  varianceInterval,
} from "./interval.js";
export {
  kolmogorovSmirnov,
  kolmogorovSmirnovOfTwo,
  kolmogorovSmirnovUniform,
  type TestResult,
} from "./kolmogorov-smirnov.js";
export {
  correlation,
  estimateMean,
  type MeanEstimate,
  Moments,
  pairingOf,
  type Stratum,
  unstratified,
} from "./moments.js";
export { stratifiedPrediction } from "./prediction.js";
export { planOf, planRange, type TestSeen, testSeen } from "./quantile-plan.js";
export {
  hasRisen,
  type LatencyPair,
  plainForm,
  type QuantileRatio,
  quantileRatio,
  type Tail,
  type TestForm,
  tailOf,
} from "./quantile-test.js";
