import { z } from "zod";
import { defineDistribution, toWhole } from "./distribution.js";

/** Memoryless values with a given mean. */
export const exponential = defineDistribution({
  kind: "exponential",
  about: "Memoryless values of a given mean; the standard deviation equals it.",
  shape: (unit) => z.strictObject({ mean: unit().describe("The mean, which is its standard deviation too.") }),
  create: ({ mean }) => ({
    mean,
    variance: mean * mean,
    fill: (into, random) => {
      for (let i = 0; i < into.length; i++) into[i] = toWhole(mean * random.exponential());
    },
  }),
});
