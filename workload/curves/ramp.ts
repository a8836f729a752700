import { z } from "zod";
import { duration } from "../../scenarios/language/index.js";
import { minute } from "../../scenarios/language/units/time.js";
import { defineCurve } from "./curve.js";
import { segmentsOf } from "./segments.js";

const stepsMin = 60;

/** A straight line from one rate to another. */
export const ramp = defineCurve({
  kind: "ramp",
  about: "Goes in a straight line from one rate to another; level before and after.",
  shape: (unit) =>
    z.strictObject({
      from: unit().describe("The rate before the ramp."),
      to: unit().describe("The rate after the ramp."),
      starts: duration().prefault("0s").describe("When the ramp begins, from the start of the run."),
      lasts: duration({ min: 1 }).describe("How long the ramp takes from one rate to the other."),
    }),
  compile: ({ from, to, starts, lasts }, { horizon }) => {
    const rateAt = (instant: number) => from + (to - from) * Math.min(1, Math.max(0, (instant - starts) / lasts));
    const edges = [...stepEdges(starts, lasts), horizon.from, 0, horizon.to]
      .filter((edge) => edge >= horizon.from && edge <= horizon.to)
      .sort((a, b) => a - b);
    return segmentsOf(
      edges.slice(1).map((edge, i) => [edges[i], rateAt((edges[i] + edge) / 2)] as const),
      horizon,
    );
  },
});

/**
 * Edges of steps that last at most a minute. Each step has the line's height in its middle, so the expected number of
 * requests is that of the line.
 */
function stepEdges(starts: number, lasts: number): readonly number[] {
  const steps = Math.max(stepsMin, Math.ceil(lasts / minute));
  return Array.from({ length: steps + 1 }, (_, i) => starts + Math.round((i * lasts) / steps));
}
