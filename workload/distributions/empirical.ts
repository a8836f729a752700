import { z } from "zod";
import { filePath, text } from "../../scenarios/language/index.js";

import { defineDistribution } from "./distribution.js";
import { columnMoments, wholeColumn } from "./whole-column.js";

/** Measured values, each equally likely. */
export const empirical = defineDistribution({
  kind: "empirical",
  about:
    "A column of measured values, drawn at random with replacement; unit is what the number 1 in the column stands for.",
  shape: (unit) =>
    z.strictObject({
      file: filePath().describe("The CSV file that values are drawn from."),
      column: text().describe("The column with the values that are drawn."),
      unit: unit({ min: 1 }).describe("What the number 1 among these values stands for."),
    }),
  create: (config, { tables }) => {
    const values = wholeColumn(config, tables);
    return {
      ...columnMoments(values),
      fill: (into, random) => {
        for (let i = 0; i < into.length; i++) into[i] = values[Math.floor(random.uniform() * values.length)];
      },
    };
  },
});
