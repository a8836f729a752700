import { z } from "zod";
import { defineDistribution, toWhole } from "./distribution.js";

/** Every value between two bounds is equally likely. */
export const uniform = defineDistribution({
  kind: "uniform",
  about: "Every value between min and max is as likely as any other.",
  shape: (unit) =>
    z
      .strictObject({
        min: unit().describe("The least value that is drawn."),
        max: unit().describe("The largest value that is drawn."),
      })
      .refine(({ min, max }) => min <= max, { path: ["max"], message: "a max that is not below min" }),
  create: ({ min, max }) => ({
    mean: (min + max) / 2,
    variance: (max - min) ** 2 / 12,
    fill: (into, random) => {
      for (let i = 0; i < into.length; i++) into[i] = toWhole(min + (max - min) * random.uniform());
    },
  }),
});
