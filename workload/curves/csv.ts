import { z } from "zod";
import { duration, filePath, text } from "../../scenarios/language/index.js";
import { InputError } from "../input-error.js";
import { timeUnit } from "../time-unit.js";
import { timezone } from "../zone.js";
import { type RateRows, rateRows } from "./csv-rows.js";
import { defineCurve } from "./curve.js";
import { type Horizon, segmentsOf } from "./segments.js";

/** Measured rates, one a row. */
export const csv = defineCurve({
  kind: "csv",
  about:
    "A column of measured rates. With a column of times they hold at those, clock.start among them; without one, row after row from the start.",
  shape: (unit) =>
    z.strictObject({
      file: filePath(),
      column: text(),
      unit: unit(),
      /** The column of times; left out, the one that holds times. */
      time: text().optional(),
      /** Of times that are numbers; left out, Unix time by its size, or seconds. */
      timeUnit: timeUnit().optional(),
      /** Of times without an offset; left out, the clock's. */
      timezone: timezone().optional(),
      /** How long a row holds; left out, the file's usual step, or 1m without times. */
      every: duration({ min: 1_000_000 }).optional(),
      /** What holds where rows are missing: the last rate before, or none. */
      missing: z.enum(["hold", "zero"]).prefault("hold"),
      /** What follows the last row, and precedes the first: the rows again (left out), the nearest rate, or none. */
      atEnd: z.enum(["repeat", "hold", "zero"]).optional(),
    }),
  compile: (config, context) => {
    const rows = rateRows(config, context);
    const { horizon } = context;
    const once = holding(rows, config.missing);
    switch (config.atEnd ?? "repeat") {
      case "repeat":
        refuseEndless(config.file, rows, horizon);
        return segmentsOf(repeated(once, rows, horizon), horizon);
      case "hold":
        return segmentsOf([[horizon.from, rows.rate[0]], ...once], horizon);
      case "zero":
        return segmentsOf([[horizon.from, 0], ...once, [rows.end, 0]], horizon);
    }
  },
});

/** Changes of rate in one run, beyond which a short file goes round by mistake: a year of minutes has half as many. */
const changesMost = 1_000_000;

function refuseEndless(file: string, { at, period }: RateRows, { from, to }: Horizon): void {
  const rounds = Math.ceil((to - from) / period);
  if (rounds <= 1 || rounds * at.length <= changesMost) return;
  const expected =
    "rows that fill the run or go round in it, with at most 1,000,000 changes of rate (see every, timeUnit and atEnd)";
  throw new InputError(file, expected, `${at.length} rows that are over after ${+(period / 1e6).toPrecision(3)} s`);
}

type Points = readonly (readonly [at: number, rate: number])[];

/** Each row at its time; silence between where rows are missing, if that is what it means. */
function holding({ at, rate, step }: RateRows, missing: "hold" | "zero"): Points {
  return Array.from(at).flatMap((time, row) => {
    const here = [time, rate[row]] as const;
    const isGap = missing === "zero" && at[row + 1] - time > 1.5 * step;
    return isGap ? [here, [time + step, 0] as const] : [here];
  });
}

/** The rows without end in both directions. */
function* repeated(once: Points, { at, period }: RateRows, { from, to }: Horizon) {
  for (let round = Math.floor((from - at[0]) / period); at[0] + round * period < to; round++) {
    for (const [time, rate] of once) yield [time + round * period, rate] as const;
  }
}
