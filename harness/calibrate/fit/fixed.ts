import { type Family, meanOf, quantileOf } from "./sample.js";

/** Spread of the middle 98 % divided by the mean, below which a duration counts as constant. */
const spreadMax = 0.01;

/**
 * A constant, the mean, for a sample that hardly varies. It has no density, so it cannot be compared with others by
 * likelihood.
 */
export const fixed: Family = {
  kind: "fixed",
  fit: (sample) => {
    const mean = meanOf(sample);
    if (quantileOf(sample, 0.99) - quantileOf(sample, 0.01) > spreadMax * mean) return null;
    return {
      config: { kind: "fixed", value: Math.round(mean) },
      parameters: 1,
      cdf: (value) => (value < mean ? 0 : 1),
      logDensity: () => Number.POSITIVE_INFINITY,
    };
  },
};
