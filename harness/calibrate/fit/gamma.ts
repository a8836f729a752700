import { gammaln } from "simple-statistics";
import { solveIncreasing, upperIncompleteGamma } from "../../../sim/statistics/distributions.js";
import { type Family, meanLogOf, meanOf } from "./sample.js";

/** Smallest and largest shape that a scenario allows, as powers of ten. */
const [powerMin, powerMax] = [-2, 6];

/**
 * Gamma durations: the likeliest mean is the sample's; the likeliest shape k solves ln k − ψ(k) = ln(mean) − mean of
 * the logarithms.
 */
export const gamma: Family = {
  kind: "gamma",
  fit: (sample) => {
    const mean = meanOf(sample);
    const spread = Math.log(mean) - meanLogOf(sample);
    if (!(spread > 0)) return null;
    const power = solveIncreasing((x) => digamma(10 ** x) - Math.log(10 ** x), -spread, powerMin, powerMax);
    if (power <= powerMin || power >= powerMax) return null;
    const shape = 10 ** power;
    const scale = mean / shape;
    const logFront = -gammaln(shape) - shape * Math.log(scale);
    return {
      config: { kind: "gamma", mean: Math.round(mean), shape: Number(shape.toPrecision(5)) },
      parameters: 2,
      cdf: (value) => 1 - upperIncompleteGamma(shape, value / scale),
      logDensity: (value) => logFront + (shape - 1) * Math.log(value) - value / scale,
    };
  },
};

/**
 * Digamma function ψ(x), by its recurrence below 6 and its asymptotic series from there on (Abramowitz and Stegun
 * 6.3.5, 6.3.18).
 */
export function digamma(x: number): number {
  if (x < 6) return digamma(x + 1) - 1 / x;
  const square = 1 / (x * x);
  return Math.log(x) - 1 / (2 * x) - square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square / 240)));
}
