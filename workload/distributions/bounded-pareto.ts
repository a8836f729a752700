import { z } from "zod";
import { number } from "../../scenarios/language/index.js";
import { exp, log } from "../exp.js";
import { defineDistribution, toWhole } from "./distribution.js";

/** Heavy-tailed between two bounds, as file and answer sizes are. */
export const boundedPareto = defineDistribution({
  kind: "bounded-pareto",
  about: "Heavy-tailed between min and max, as file and answer sizes are; a smaller alpha has the heavier tail.",
  shape: (unit) =>
    z
      .strictObject({
        min: unit({ min: 1 }).describe("The smallest value; most draws are near it."),
        max: unit({ min: 1 }).describe("The value beyond which the tail is cut."),
        alpha: number({ min: 0.01, max: 100 }).describe("How fast the tail falls: the smaller, the heavier it is."),
      })
      .refine(({ min, max }) => min < max, { path: ["max"], message: "a max above min" }),
  create: ({ min, max, alpha }) => {
    const span = 1 - power(min / max, alpha);
    const mean = moment(1, min, max, alpha);
    return {
      mean,
      variance: moment(2, min, max, alpha) - mean * mean,
      fill: (into, random) => {
        for (let i = 0; i < into.length; i++) into[i] = toWhole(min * power(1 - random.uniform() * span, -1 / alpha));
      },
    };
  },
});

/** The m-th moment: E[Xᵐ] = α Lᵅ / (1 − (L/H)ᵅ) · ∫ x^(m−α−1) dx from L to H. */
function moment(m: number, low: number, high: number, alpha: number): number {
  const ratio = high / low;
  const integral = alpha === m ? log(ratio) : (power(ratio, m - alpha) - 1) / (m - alpha);
  return (power(low, m) * alpha * integral) / (1 - power(1 / ratio, alpha));
}

function power(base: number, exponent: number): number {
  return exp(exponent * log(base));
}
