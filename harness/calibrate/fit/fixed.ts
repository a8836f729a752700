import { type Family, meanOf, quantileOf } from "./sample.js";

/** Spread of the middle 98 % over the mean, below which nobody can tell a duration from a constant. */
const spreadMax = 0.01;

/** Always the mean: where the sample hardly varies. It has no density, and so no likelihood compares it with others. */
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
