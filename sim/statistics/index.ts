export { Histogram, type HistogramSnapshot } from "./histogram.js";
export { HistogramWindow } from "./histogram-window.js";
export type { Interval } from "./interval.js";
export { confidenceInterval, stratifiedInterval } from "./intervals.js";
export {
  kolmogorovSmirnov,
  kolmogorovSmirnovOfTwo,
  kolmogorovSmirnovUniform,
  type TestResult,
} from "./kolmogorov-smirnov.js";
export { mergeHistograms } from "./merge-histograms.js";
export { Moments } from "./moments.js";
export { normalCdf, normalQuantile } from "./normal.js";
export { correlation, varianceReduction } from "./paired.js";
export { stratifiedPrediction } from "./prediction.js";
export { proportionInterval, ruleOfThree } from "./proportion.js";
export { isRare, type MeanInterval, meanInterval } from "./rare.js";
export { fromSparse, type SparseHistogram, toSparse } from "./sparse-histogram.js";
export { estimateMean, type MeanEstimate, type Stratum, unstratified } from "./strata.js";
export { studentCdf, studentQuantile } from "./student.js";
