import { normalCdf } from "../../../sim/statistics/index.js";
import { type Family, meanOf, type Sample } from "./sample.js";

/** Largest sigma that a scenario allows. */
const sigmaMax = 8;
const halfLogTwoPi = Math.log(2 * Math.PI) / 2;

/**
 * Lognormal durations with the sample's mean. With that mean m given, μ = ln m − σ²/2; with q the mean of (ln x − ln
 * m)², the likelihood's slope in v = σ² is zero where v²/4 + v = q, that is at v = 2(√(1 + q) − 1).
 */
export const lognormal: Family = {
  kind: "lognormal",
  fit: (sample) => {
    const logMean = Math.log(meanOf(sample));
    const variance = 2 * (Math.sqrt(1 + meanSquareLog(sample, logMean)) - 1);
    const sigma = Math.sqrt(variance);
    if (sigma === 0 || sigma > sigmaMax) return null;
    const mu = logMean - variance / 2;
    return {
      config: { kind: "lognormal", median: Math.max(1, Math.round(Math.exp(mu))), sigma: Number(sigma.toFixed(4)) },
      parameters: 2,
      cdf: (value) => (value <= 0 ? 0 : normalCdf((Math.log(value) - mu) / sigma)),
      logDensity: (value) => {
        const z = (Math.log(value) - mu) / sigma;
        return -halfLogTwoPi - Math.log(sigma * value) - (z * z) / 2;
      },
    };
  },
};

function meanSquareLog(sample: Sample, logMean: number): number {
  return sample.reduce((sum, value) => sum + (Math.log(value) - logMean) ** 2, 0) / sample.length;
}
