import { type Family, meanOf } from "./sample.js";

/** Exponential durations: the likeliest mean is the sample's. */
export const exponential: Family = {
  kind: "exponential",
  fit: (sample) => {
    const mean = meanOf(sample);
    return {
      config: { kind: "exponential", mean: Math.round(mean) },
      parameters: 1,
      cdf: (value) => (value <= 0 ? 0 : -Math.expm1(-value / mean)),
      logDensity: (value) => -Math.log(mean) - value / mean,
    };
  },
};
