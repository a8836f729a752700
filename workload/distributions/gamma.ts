import { z } from "zod";
import { number } from "../../scenarios/language/index.js";
import { exp, log } from "../exp.js";
import type { Random } from "../random.js";
import { defineDistribution, toWhole } from "./distribution.js";

/** Ranges from nearly fixed (large shape) over exponential (shape 1) to more variable (below 1). */
export const gamma = defineDistribution({
  kind: "gamma",
  about: "A mean and a shape: 1 is exponential, larger is steadier; the squared coefficient of variation is 1 ÷ shape.",
  shape: (unit) =>
    z.strictObject({
      mean: unit().describe("The mean of the gamma distribution."),
      shape: number({ min: 0.01, max: 1e6 }).describe(
        "The shape parameter: 1 is exponential, and the larger, the narrower.",
      ),
    }),
  create: ({ mean, shape }) => ({
    mean,
    variance: (mean * mean) / shape,
    fill: (into, random) => {
      const scale = mean / shape;
      for (let i = 0; i < into.length; i++) into[i] = toWhole(scale * standardGamma(shape, random));
    },
  }),
});

/**
 * A gamma draw of scale one, by rejection: G. Marsaglia, W. W. Tsang, "A Simple Method for Generating Gamma Variables",
 * ACM TOMS 26(3), 2000. For a shape below one, draws with the shape increased by one and scales by U^(1/shape).
 */
function standardGamma(shape: number, random: Random): number {
  if (shape < 1) return standardGamma(shape + 1, random) * exp(Math.max(-700, -random.exponential() / shape));
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (log(random.uniform()) < 0.5 * x * x + d * (1 - v + log(v))) return d * v;
  }
}
