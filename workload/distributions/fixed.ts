import { z } from "zod";
import { defineDistribution, toWhole } from "./distribution.js";

/** Always the same value. */
export const fixed = defineDistribution({
  kind: "fixed",
  about: "Always the same value; a plain value is short for it.",
  shape: (unit) => z.strictObject({ value: unit().describe("The value that it always has.") }),
  create: ({ value }) => ({
    mean: value,
    variance: 0,
    fill: (into) => {
      into.fill(toWhole(value));
    },
  }),
});
