import { z } from "zod";
import { filePath, text } from "../../scenarios/language/index.js";

import { defineDistribution } from "./distribution.js";
import { columnMoments, wholeColumn } from "./whole-column.js";

/** Measured values in the order of the file, which starts again after the last row. */
export const trace = defineDistribution({
  kind: "trace",
  about: "A column of measured values, replayed in order; unit is what the number 1 in the column stands for.",
  shape: (unit) =>
    z.strictObject({
      file: filePath().describe("The CSV file whose values are replayed row by row."),
      column: text().describe("The column with the values that are replayed."),
      unit: unit({ min: 1 }).describe("What the number 1 among the replayed values stands for."),
    }),
  create: (config, { tables }) => {
    const values = wholeColumn(config, tables);
    let row = 0;
    return {
      ...columnMoments(values),
      fill: (into) => {
        for (let i = 0; i < into.length; i++) {
          into[i] = values[row];
          row = row + 1 === values.length ? 0 : row + 1;
        }
      },
    };
  },
});
