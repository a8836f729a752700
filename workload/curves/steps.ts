import { z } from "zod";
import { duration } from "../../scenarios/language/index.js";
import { defineCurve } from "./curve.js";
import { segmentsOf } from "./segments.js";

/** A rate that jumps at given times. */
export const steps = defineCurve({
  kind: "steps",
  about: "Jumps to another rate at each moment (since the start); the first rate holds before, warm-up included.",
  shape: (unit) =>
    z.strictObject({
      steps: z
        .array(
          z.strictObject({
            at: duration().describe("When this rate begins to hold, from the start of the run."),
            rate: unit().describe("The rate that holds from then on."),
          }),
        )
        .min(1)
        .refine((steps) => steps.every(({ at }, i) => i === 0 || at > steps[i - 1].at), {
          message: "moments that rise from step to step",
        })
        .describe("Rates one after another."),
    }),
  compile: ({ steps }, { horizon }) =>
    segmentsOf([[horizon.from, steps[0].rate], ...steps.map(({ at, rate }) => [at, rate] as const)], horizon),
});
