import { z } from "zod";
import { duration, filePath, text } from "../../scenarios/language/index.js";
import { InputError } from "../input-error.js";
import { defineCurve } from "./curve.js";
import type { Horizon } from "./segments.js";
import { segmentsOf } from "./segments.js";

/** Measured rates, one a row. */
export const csv = defineCurve({
  kind: "csv",
  about:
    "A column of measured rates, a row every so often from the start; from the top again after the last, and before.",
  shape: (unit) =>
    z.strictObject({
      file: filePath(),
      column: text(),
      unit: unit(),
      every: duration({ min: 1_000_000 }).prefault("1m"),
    }),
  compile: ({ file, column, unit, every }, { tables, horizon }) => {
    const rows = tables.column(file, column);
    const negative = rows.findIndex((value) => value < 0);
    if (negative >= 0) {
      throw new InputError(
        file,
        `rates in "${column}" that are not negative`,
        `${rows[negative]} in row ${negative + 1}`,
      );
    }
    return segmentsOf(
      repeated(
        rows.map((value) => value * unit),
        every,
        horizon,
      ),
      horizon,
    );
  },
});

/** Row 0 begins at the start, and the rows go round without end in both directions. */
function* repeated(rates: Float64Array, every: number, { from, to }: Horizon) {
  for (let i = Math.floor(from / every); i * every < to; i++) {
    const row = ((i % rates.length) + rates.length) % rates.length;
    yield [i * every, rates[row]] as const;
  }
}
