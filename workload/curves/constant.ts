import { z } from "zod";
import { defineCurve } from "./curve.js";
import { segmentsOf } from "./segments.js";

/** The same rate throughout. */
export const constant = defineCurve({
  kind: "constant",
  about: "The same rate throughout; a plain rate is short for it.",
  shape: (unit) => z.strictObject({ rate: unit().describe("The rate at all times.") }),
  compile: ({ rate }, { horizon }) => segmentsOf([[horizon.from, rate]], horizon),
});
