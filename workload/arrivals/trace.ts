import { z } from "zod";
import { filePath, number, text } from "../../scenarios/language/index.js";
import { segmentsOf } from "../curves/segments.js";
import { InputError } from "../input-error.js";
import { nanosecondsOf, timeUnit } from "../timestamp.js";
import { type Arrivals, defineArrivals } from "./arrivals.js";

/** Replays recorded arrivals, to the microsecond. */
export const trace = defineArrivals({
  kind: "trace",
  about: "A column of timestamps replayed from the start of the run on; warm-up has none. It brings its own rate.",
  followsCurve: false,
  shape: z.strictObject({
    file: filePath().describe("The CSV file with a row for each arrival."),
    column: text().describe("The column with the time of each arrival."),
    timeUnit: timeUnit()
      .optional()
      .describe("The unit of times that are numbers; left out, Unix time by its size, or seconds."),
    speed: number({ min: 1e-6 }).prefault(1).describe("How many times as fast the trace is played."),
    atEnd: z
      .enum(["end", "repeat"])
      .prefault("end")
      .describe("end: nothing comes after the last row; repeat: the trace begins again."),
  }),
  create: ({ file, column, timeUnit, speed, atEnd }, { tables, horizon }): Arrivals => {
    const offsets = offsetsOf(tables.timestamps(file, column, nanosecondsOf(timeUnit)), file, column, speed);
    const last = offsets[offsets.length - 1];
    // The period ends one mean gap after the last row.
    const period = Math.round((last * offsets.length) / Math.max(1, offsets.length - 1));
    const repeats = atEnd === "repeat" && period > 0;
    const rate = period > 0 ? (offsets.length * 1e6) / period : 0;
    let row = 0;
    let begin = 0;
    return {
      rates: segmentsOf([[horizon.from, 0], [0, rate], ...(repeats ? [] : [[period, 0] as const])], horizon),
      fill: (times) => {
        let count = 0;
        for (; count < times.length; count++) {
          if (row === offsets.length && repeats) {
            row = 0;
            begin += period;
          }
          if (row === offsets.length || begin + offsets[row] >= horizon.to) break;
          times[count] = begin + offsets[row++];
        }
        return count;
      },
    };
  },
});

/** Whole microseconds since the first timestamp, in a time that runs `speed` times as fast. */
function offsetsOf(timestamps: Float64Array, file: string, column: string, speed: number): Float64Array {
  const falling = timestamps.findIndex((timestamp, i) => i > 0 && timestamp < timestamps[i - 1]);
  if (falling > 0)
    throw new InputError(file, `timestamps in "${column}" that never fall`, `an earlier one in row ${falling + 1}`);
  return timestamps.map((timestamp) => Math.round((timestamp - timestamps[0]) / speed));
}
